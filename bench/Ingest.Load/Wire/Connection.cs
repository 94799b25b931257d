using System.Runtime.InteropServices;
using Ingest.Load.Traffic;

namespace Ingest.Load.Wire;

/// <summary>What a connection is about.</summary>
internal enum ConnectionState
{
    /// <summary>Not open; opened again after a pause.</summary>
    Closed,

    /// <summary>On its way.</summary>
    Connecting,

    /// <summary>Open, with nothing under way.</summary>
    Free,

    /// <summary>A request is under way.</summary>
    Busy,
}

/// <summary>One connection of the generator, with its lane of visitors. Belongs to one thread.</summary>
internal sealed class Connection(int key, Lane lane)
{
    private byte[] _rest = [];
    private int _restBegin;
    private int _restEnd;
    private int _socket = -1;

    /// <summary>Names it towards the poller.</summary>
    public int Key { get; } = key;

    /// <summary>Its visitors.</summary>
    public Lane Lane { get; } = lane;

    /// <summary>Reads its replies.</summary>
    public ReplyReader Reader { get; } = new();

    /// <summary>What it is about.</summary>
    public ConnectionState State { get; private set; }

    /// <summary>When the request under way was meant to be sent.</summary>
    public long Intended { get; private set; }

    /// <summary>When the request was sent, or, of a closed connection, when it may be opened again.</summary>
    public long Since { get; set; }

    /// <summary>True while it stands in the queue of free connections, be it closed since.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Number of the first message of the request under way.</summary>
    public ulong FirstNumber { get; set; }

    /// <summary>Begins to connect.</summary>
    /// <returns>0, or the kernel's error.</returns>
    public int Open(Poller poller, int family, ReadOnlySpan<byte> address, long now)
    {
        _socket = Libc.Socket(family, Libc.StreamNonBlockingCloexec, 0);
        if (_socket < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        _ = Libc.SetOption(_socket, Libc.TcpProtocol, Libc.TcpNoDelay, 1, sizeof(int));
        if (Libc.Connect(_socket, address, address.Length) < 0 && Marshal.GetLastPInvokeError() is not Libc.InProgress and var error)
        {
            Close(now);
            return error;
        }

        (State, Since) = (ConnectionState.Connecting, now);
        poller.Add(_socket, Key, isWriting: true);
        return 0;
    }

    /// <summary>Takes the outcome of connecting.</summary>
    /// <returns>0, or the kernel's error.</returns>
    public int Finish(Poller poller)
    {
        var (error, length) = (0, sizeof(int));
        _ = Libc.GetOption(_socket, Libc.SocketLevel, Libc.SocketError, ref error, ref length);
        if (error == 0)
        {
            poller.Change(_socket, Key, isWriting: false);
            State = ConnectionState.Free;
        }

        return error;
    }

    /// <summary>Sends a request. What the kernel does not take at once follows when it can.</summary>
    /// <returns>False when the connection is broken.</returns>
    public bool Send(Poller poller, ReadOnlySpan<byte> request, long intended, long now)
    {
        (State, Intended, Since) = (ConnectionState.Busy, intended, now);
        var sent = (int)Libc.Send(_socket, request, request.Length, Libc.NoSignal);
        if (sent == request.Length)
        {
            return true;
        }

        if (sent < 0 && Marshal.GetLastPInvokeError() != Libc.TryAgain)
        {
            return false;
        }

        var rest = request[Math.Max(0, sent)..];
        if (_rest.Length < rest.Length)
        {
            _rest = new byte[rest.Length];
        }

        rest.CopyTo(_rest);
        (_restBegin, _restEnd) = (0, rest.Length);
        poller.Change(_socket, Key, isWriting: true);
        return true;
    }

    /// <summary>Sends on what the kernel did not take.</summary>
    /// <returns>False when the connection is broken.</returns>
    public bool SendRest(Poller poller)
    {
        var sent = (int)Libc.Send(_socket, _rest.AsSpan(_restBegin, _restEnd - _restBegin), _restEnd - _restBegin, Libc.NoSignal);
        if (sent < 0)
        {
            return Marshal.GetLastPInvokeError() == Libc.TryAgain;
        }

        _restBegin += sent;
        if (_restBegin == _restEnd)
        {
            poller.Change(_socket, Key, isWriting: false);
        }

        return true;
    }

    /// <summary>Receives what is there.</summary>
    /// <returns>How many bytes; 0 at the end of the connection, -1 when nothing is there, -2 when the connection is broken.</returns>
    public int Receive()
    {
        var room = Reader.Room();
        var count = (int)Libc.Receive(_socket, room, room.Length, 0);
        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() == Libc.TryAgain ? -1 : -2;
        }

        Reader.Advance(count);
        return count;
    }

    /// <summary>Notes that the reply is there.</summary>
    public void Release()
    {
        Reader.Clear();
        State = ConnectionState.Free;
    }

    /// <summary>Closes it; it may be opened again at a time.</summary>
    public void Close(long openAgainAt)
    {
        if (_socket >= 0)
        {
            _ = Libc.Close(_socket);
        }

        Reader.Clear();
        (_socket, State, Since) = (-1, ConnectionState.Closed, openAgainAt);
    }
}
