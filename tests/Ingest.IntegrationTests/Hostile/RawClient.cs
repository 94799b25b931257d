using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ingest.IntegrationTests.Hostile;

/// <summary>A connection on which a test says what it likes.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<byte> _received = [];

    public static async Task<RawClient> ConnectAsync(Uri server)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));

        // Closed by a reset: ten thousand ports that wait for stragglers are ten thousand that no test gets.
        client._socket.LingerState = new LingerOption(enable: true, seconds: 0);
        return client;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, limit.Token)..];
        }
    }

    /// <summary>The next reply: status, headers and body by its length.</summary>
    public async Task<(int Status, string Head, string Body)> ReplyAsync(CancellationToken stop = default)
    {
        int end;
        while ((end = Text().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            Assert.True(await ReceiveAsync(stop), $"closed after: {Text()}");
        }

        var head = Text()[..end];
        var length = head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture)).FirstOrDefault();
        while (_received.Count < end + 4 + length)
        {
            Assert.True(await ReceiveAsync(stop), $"closed after: {Text()}");
        }

        var body = Text().Substring(end + 4, length);
        _received.RemoveRange(0, end + 4 + length);
        return (int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, body);
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> ToEndAsync()
    {
        while (await ReceiveAsync())
        {
        }

        return Text();
    }

    /// <summary>Receives, and forgets, whatever comes until it is stopped.</summary>
    public async Task DrainAsync(CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, SocketFlags.None, stop) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private string Text() => Encoding.Latin1.GetString([.. _received]);

    // False at the end, in whichever way the server closes.
    private async Task<bool> ReceiveAsync(CancellationToken stop = default)
    {
        var buffer = new byte[8192];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        try
        {
            var read = await _socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token);
            _received.AddRange(buffer.AsSpan(0, read));
            return read > 0;
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return false;
        }
    }
}
