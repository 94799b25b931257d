using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ingest.Benchmarks.Messages;

namespace Ingest.Benchmarks.Server;

/// <summary>
/// So many browsers on one thread: each round sends one event on every connection, then takes every reply. Written on blocking sockets and
/// fixed buffers, so that it allocates nothing itself and all that the process allocates is the server's.
/// </summary>
internal sealed class KeepAliveClient : IDisposable
{
    private readonly Visitor[] _visitors;
    private readonly byte[] _reply = new byte[16 * 1024];
    private readonly int _requestsPerConnection;
    private int _round;

    /// <summary>Connects, and sends the first event of each visitor, whose reply has the token that the later ones bring back.</summary>
    /// <param name="server">Where to connect.</param>
    /// <param name="connections">Connections, and events of one round.</param>
    /// <param name="visitorsPerConnection">1 for browsers; more for a proxy that sends for many visitors on one connection.</param>
    public KeepAliveClient(Uri server, int connections, int visitorsPerConnection = 1)
    {
        _requestsPerConnection = visitorsPerConnection;
        _visitors = new Visitor[connections];
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
            socket.Connect(IPAddress.Loopback, server.Port);
            _visitors[i] = new Visitor(socket, new byte[visitorsPerConnection][]);
            for (var j = 0; j < visitorsPerConnection; j++)
            {
                var agent = SampleMessages.BrowserOf((i * visitorsPerConnection) + j);
                socket.Send(Request(agent, token: ""));
                var reply = Encoding.UTF8.GetString(Receive(socket));
                _visitors[i].Requests[j] = Request(agent, Between(reply, "{\"cache\":\"", "\""));
            }
        }
    }

    /// <summary>One event on every connection.</summary>
    public void Exchange()
    {
        var turn = _round++ % _requestsPerConnection;
        foreach (var visitor in _visitors)
        {
            visitor.Socket.Send(visitor.Requests[turn]);
        }

        foreach (var visitor in _visitors)
        {
            Receive(visitor.Socket);
        }
    }

    public void Dispose()
    {
        foreach (var visitor in _visitors)
        {
            visitor.Socket.Dispose();
        }
    }

    private ReadOnlySpan<byte> Receive(Socket socket)
    {
        var (length, end) = (0, int.MaxValue);
        while (length < end)
        {
            var read = socket.Receive(_reply, length, _reply.Length - length, SocketFlags.None);
            length += read > 0 ? read : throw new IOException("The server closed the connection.");
            var head = _reply.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            end = head < 0 ? end : head + 4 + BodyLength(_reply.AsSpan(0, head));
        }

        return _reply.AsSpan(0, 12).SequenceEqual("HTTP/1.1 200"u8)
            ? _reply.AsSpan(0, length)
            : throw new IOException($"The server answered: {Encoding.UTF8.GetString(_reply, 0, length)}");
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        return Utf8Parser.TryParse(head[(head.IndexOf(name) + name.Length)..], out int length, out _)
            ? length
            : throw new IOException("The reply has no Content-Length.");
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    // What Chrome sends for the tracker script's fetch, from a page of another origin.
    private static byte[] Request(byte[] agent, string token)
    {
        var body = SampleMessages.Pageview;
        var head = $"POST /api/send HTTP/1.1\r\nHost: stats.example.com\r\nConnection: keep-alive\r\nContent-Length: {body.Length}\r\n"
            + $"User-Agent: {Encoding.UTF8.GetString(agent)}\r\nContent-Type: application/json\r\n"
            + (token.Length > 0 ? $"x-umami-cache: {token}\r\n" : "")
            + "Accept: */*\r\nOrigin: https://shop.example.com\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
            + "Referer: https://shop.example.com/\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-US,en;q=0.9\r\n\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. body];
    }

    private sealed record Visitor(Socket Socket, byte[][] Requests);
}
