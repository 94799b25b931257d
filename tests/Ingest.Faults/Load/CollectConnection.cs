using System.Net;
using System.Net.Sockets;

namespace Ingest.Faults.Load;

/// <summary>One HTTP connection to the server under test, written by hand: the generator must leave the processors to the server.</summary>
internal sealed class CollectConnection(IPEndPoint server, EventMint mint) : IDisposable
{
    // Longer than any pause that the campaign makes.
    private static readonly TimeSpan ReplyLimit = TimeSpan.FromSeconds(60);

    private readonly Utf8Text _body = new();
    private readonly Utf8Text _request = new();
    private byte[] _reply = new byte[64 * 1024];
    private Socket? _socket;

    /// <summary>Connects unless it is connected. False: the server does not answer, and nothing was sent.</summary>
    public async Task<bool> TryConnectAsync(CancellationToken cancellationToken)
    {
        if (_socket is not null)
        {
            return true;
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            _socket = socket;
            return true;
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return false;
        }
    }

    /// <summary>Sends a request and reads its answer; null when the connection broke, and nobody knows what became of it.</summary>
    public async Task<CollectReply?> TryExchangeAsync(CollectRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReplyLimit);
        try
        {
            Write(request);
            for (var sent = 0; sent < _request.Length;)
            {
                sent += await _socket!.SendAsync(_request.Memory[sent..], limit.Token);
            }

            return await ReceiveAsync(request, limit.Token);
        }
        catch (Exception broken) when (broken is SocketException or IOException or OperationCanceledException)
        {
            Dispose();
            return null;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private void Write(CollectRequest request)
    {
        _body.Clear();
        if (!request.IsBatch)
        {
            mint.WriteMessage(request.First, _body);
        }

        for (var i = 0; request.IsBatch && i < request.Count; i++)
        {
            _body.Add(i == 0 ? "["u8 : ","u8);
            mint.WriteMessage(request.First + i, _body);
        }

        _body.Add(request.IsBatch ? "]"u8 : []);
        _request.Clear();
        _request.Add(request.IsBatch ? "POST /api/batch"u8 : "POST /api/send"u8).Add(" HTTP/1.1\r\nHost: localhost\r\nUser-Agent: "u8).Add(EventMint.Agent);
        _request.Add("\r\nContent-Type: application/json\r\nContent-Length: "u8).Add(_body.Length).Add("\r\n\r\n"u8).Add(_body.Span);
    }

    private async Task<CollectReply> ReceiveAsync(CollectRequest request, CancellationToken cancellationToken)
    {
        var (length, headerEnd, end) = (0, -1, int.MaxValue);
        while (length < end)
        {
            if (length == _reply.Length)
            {
                Array.Resize(ref _reply, 2 * length);
            }

            var read = await _socket!.ReceiveAsync(_reply.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The connection was closed.");
            }

            length += read;
            if (headerEnd < 0 && (headerEnd = _reply.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) >= 0)
            {
                end = headerEnd + 4 + CollectReply.BodyLength(_reply.AsSpan(0, headerEnd));
            }
        }

        return CollectReply.Read(_reply.AsSpan(0, headerEnd), _reply.AsSpan(headerEnd + 4, length - headerEnd - 4), request);
    }
}
