using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ingest.IntegrationTests.Faults.FarEnd;

/// <summary>One request on its way through the proxy, as bytes: what was read of it, and what is done with it.</summary>
internal sealed class ProxyExchange(Socket client, IPEndPoint engine, CancellationToken stop) : IDisposable
{
    private readonly List<byte> _received = [];
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _headLength;

    /// <summary>Request line and headers, with the empty line.</summary>
    public byte[] Head { get; private set; } = [];

    public CancellationToken Stop => stop;

    private string HeadText => Encoding.ASCII.GetString(Head);

    /// <summary>Reads the head; false when the client has closed without a request.</summary>
    public async Task<bool> ReadHeadAsync()
    {
        int end;
        while ((end = Received.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await ReadMoreAsync())
            {
                return false;
            }
        }

        _headLength = end + 4;
        Head = Received[.._headLength].ToArray();
        return true;
    }

    /// <summary>Reads the body to its end and returns it as it came, with the chunks' frames.</summary>
    public async Task<byte[]> ReadBodyAsync()
    {
        int end;
        while ((end = BodyEnd(Received[_headLength..])) < 0)
        {
            if (!await ReadMoreAsync())
            {
                throw new IOException("The client broke its request off.");
            }
        }

        return Received.Slice(_headLength, end).ToArray();
    }

    /// <summary>Sends the request to the engine and returns its whole answer.</summary>
    public async Task<byte[]> AskEngineAsync(ReadOnlyMemory<byte> body)
    {
        using var upstream = await ConnectAsync();
        await SendAsync(upstream, body);
        var answer = new List<byte>();
        int read;
        while ((read = await upstream.ReceiveAsync(_buffer, SocketFlags.None, stop)) > 0)
        {
            answer.AddRange(_buffer.AsSpan(0, read));
        }

        return [.. answer];
    }

    /// <summary>Sends the request to the engine up to a byte of its body, and resets that connection.</summary>
    public async Task BreakOffToEngineAsync(ReadOnlyMemory<byte> partOfBody)
    {
        using var upstream = await ConnectAsync();
        await SendAsync(upstream, partOfBody);
        Reset(upstream);
    }

    /// <summary>Lets the request pass.</summary>
    public async Task PassAsync() => await ReplyAsync(await AskEngineAsync(await ReadBodyAsync()));

    /// <summary>Answers the server and closes.</summary>
    public async Task ReplyAsync(ReadOnlyMemory<byte> answer)
    {
        await client.SendAsync(answer, SocketFlags.None, stop);
        client.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Closes this direction alone; what the server sends is still taken.</summary>
    public void HalfClose() => client.Shutdown(SocketShutdown.Send);

    /// <summary>Waits until the server has given up, which it does at its time limit.</summary>
    public async Task WaitUntilGivenUpAsync()
    {
        try
        {
            while (await client.ReceiveAsync(_buffer, SocketFlags.None, stop) > 0)
            {
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Given up in the rude way.
            return;
        }
    }

    /// <summary>Ends the connection so that the server sees a reset.</summary>
    public void Reset() => Reset(client);

    public void Dispose() => client.Dispose();

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // Closed already.
            return;
        }

        socket.Close();
    }

    private ReadOnlySpan<byte> Received => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received);

    private async Task<bool> ReadMoreAsync()
    {
        var read = await client.ReceiveAsync(_buffer, SocketFlags.None, stop);
        _received.AddRange(_buffer.AsSpan(0, read));
        return read > 0;
    }

    private async Task<Socket> ConnectAsync()
    {
        var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await upstream.ConnectAsync(engine, stop);
        return upstream;
    }

    private async Task SendAsync(Socket upstream, ReadOnlyMemory<byte> body)
    {
        var line = HeadText.IndexOf("\r\n", StringComparison.Ordinal) + 2;
        byte[] head = [.. Head[..line], .. "Connection: close\r\n"u8, .. Head[line..]];
        await upstream.SendAsync(head, SocketFlags.None, stop);
        await upstream.SendAsync(body, SocketFlags.None, stop);
    }

    // The length of the body, frames included, or -1 while it is incomplete.
    private int BodyEnd(ReadOnlySpan<byte> body)
    {
        if (!HeadText.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            var length = HeaderOf("Content-Length") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
            return body.Length >= length ? length : -1;
        }

        var at = 0;
        while (body[at..].IndexOf("\r\n"u8) is >= 0 and var line)
        {
            var size = int.Parse(Encoding.ASCII.GetString(body.Slice(at, line)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += line + 2 + size + 2;
            if (at > body.Length)
            {
                return -1;
            }

            if (size == 0)
            {
                return at;
            }
        }

        return -1;
    }

    private string? HeaderOf(string name) =>
        HeadText.Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).SingleOrDefault();
}
