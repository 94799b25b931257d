using System.Net.Sockets;
using System.Text;
using Ingest.Tests.Intake.Bodies;

namespace Ingest.IntegrationTests.Hostile;

/// <summary>So many connections that do the same harm, from the moment all are open until they are stopped.</summary>
internal sealed class Attack : IAsyncDisposable
{
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    private Attack()
    {
    }

    /// <summary>Every attack by its name: how many connections, and what each does.</summary>
    public static IReadOnlyDictionary<string, (int Connections, Func<HostileServer, Func<RawClient, CancellationToken, Task>> Act)> All { get; } =
        new Dictionary<string, (int, Func<HostileServer, Func<RawClient, CancellationToken, Task>>)>
        {
            ["slow-headers"] = (200, host => (client, stop) => DripAsync(client, host.Head("/api/send", new string('x', 2000)), stop)),
            ["slow-bodies"] = (200, host => (client, stop) => DripAsync(client, host.Head("/api/send", "Content-Length: 5000"), stop, from: int.MaxValue)),
            ["stalled-bodies"] = (200, host => (client, stop) => StallAsync(client, host.Head("/api/send", "Content-Length: 500") + "{\"type\":", stop)),
            ["stalled-large-bodies"] = (300, host => StallAgainAsync(host, host.Head("/api/batch", $"Content-Length: {8 << 20}") + "[" + new string(' ', 100_000))),
            ["broken-off-bodies"] = (4, host => AgainAsync(host, client => BreakOffAsync(client, host.Head("/api/send", "Content-Length: 1000") + "{\"type\""))),
            ["too-short-lengths"] = (4, host => AgainAsync(host, client => SendAndReadAsync(client, host.Head("/api/send", "Content-Length: 10") + host.Message("too short")))),
            ["garbage"] = (4, host => AgainAsync(host, client => SendAndReadAsync(client, Noise(20_000)))),
            ["garbage-behind-requests"] = (4, host => AgainAsync(host, client => SendAndReadAsync(client, Good(host, 20) + Noise(5_000)))),
            ["pipelined-without-end"] = (3, host => (client, stop) => PipelineAsync(client, Refused(host, 500), stop)),
            ["chunked-over-the-cap"] = (2, host => AgainAsync(host, client => SendAndReadAsync(client, host.Head("/api/send", "Transfer-Encoding: chunked") + Chunks(3 << 20)))),
            ["gzip-bombs"] = (2, host => AgainAsync(host, client => SendBombAsync(client, host, "gzip"))),
            ["brotli-bombs"] = (2, host => AgainAsync(host, client => SendBombAsync(client, host, "br"))),
            ["idle-connections"] = (10_000, _ => (_, stop) => UntilAsync(stop)),
        };

    /// <summary>Opens every connection, then lets them all begin.</summary>
    public static async Task<Attack> StartAsync(HostileServer host, string name)
    {
        var (connections, act) = All[name];
        var attack = new Attack();
        var doHarm = act(host);
        for (var i = 0; i < connections; i++)
        {
            var client = await RawClient.ConnectAsync(host.Ingest.Collect);
            attack._running.Add(attack.RunAsync(client, doHarm));
        }

        return attack;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private async Task RunAsync(RawClient client, Func<RawClient, CancellationToken, Task> doHarm)
    {
        await Task.Yield();
        using (client)
        {
            try
            {
                await doHarm(client, _stop.Token);
                await UntilAsync(_stop.Token);
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                // The server has had enough of it, or the test.
                await UntilAsync(_stop.Token);
            }
        }
    }

    private static Task UntilAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource();
        stop.Register(stopped.SetResult);
        return stopped.Task;
    }

    private static async Task DripAsync(RawClient client, string text, CancellationToken stop, int from = 0)
    {
        await client.SendAsync(text[..Math.Min(from, text.Length)]);
        for (var i = from; i < text.Length; i++)
        {
            await client.SendAsync(text.Substring(i, 1));
            await Task.Delay(Drip, TimeProvider.System, stop);
        }

        while (true)
        {
            await client.SendAsync(" ");
            await Task.Delay(Drip, TimeProvider.System, stop);
        }
    }

    private static async Task StallAsync(RawClient client, string text, CancellationToken stop)
    {
        await client.SendAsync(text);
        await UntilAsync(stop);
    }

    // The server finds more of it whenever it looks: a thread that goes on with what a connection has sent comes back late from this one.
    private static async Task PipelineAsync(RawClient client, string text, CancellationToken stop)
    {
        var replies = client.DrainAsync(stop);
        while (!stop.IsCancellationRequested)
        {
            await client.SendAsync(text);
        }

        await replies;
    }

    // Who is refused comes back, so that whatever the server has to give is taken soon, and again when somebody gives it back.
    private static Func<RawClient, CancellationToken, Task> StallAgainAsync(HostileServer host, string text) => async (first, stop) =>
    {
        await StallUntilRefusedAsync(first, text, stop);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(ComeBack, TimeProvider.System, stop);
            using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
            await StallUntilRefusedAsync(client, text, stop);
        }
    };

    private static async Task StallUntilRefusedAsync(RawClient client, string text, CancellationToken stop)
    {
        await client.SendAsync(text);
        Assert.Equal(503, (await client.ReplyAsync(stop)).Status);
    }

    // A new connection each time, a few a second: the attacker shares the processors with the one who is measured.
    private static Func<RawClient, CancellationToken, Task> AgainAsync(HostileServer host, Func<RawClient, Task> act) => async (first, stop) =>
    {
        await TryAsync(first, act);
        while (!stop.IsCancellationRequested)
        {
            using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
            await TryAsync(client, act);
            await Task.Delay(Drip, TimeProvider.System, stop);
        }
    };

    private static async Task TryAsync(RawClient client, Func<RawClient, Task> act)
    {
        try
        {
            await act(client);
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return;
        }
    }

    private static async Task BreakOffAsync(RawClient client, string text)
    {
        await client.SendAsync(text);
        client.FinishSending();
        await client.ToEndAsync();
    }

    private static async Task SendAndReadAsync(RawClient client, string text)
    {
        await client.SendAsync(text);
        client.FinishSending();
        await client.ToEndAsync();
    }

    private static async Task SendBombAsync(RawClient client, HostileServer host, string coding)
    {
        var bomb = Compressed.Spaces(coding, 64 << 20);
        await client.SendAsync(host.Head("/api/batch", $"Content-Encoding: {coding}", $"Content-Length: {bomb.Length}"));
        await client.SendAsync(bomb);
        Assert.Equal(413, (await client.ReplyAsync()).Status);
    }

    private static string Good(HostileServer host, int count)
    {
        var body = host.Message("pipelined");
        return string.Concat(Enumerable.Repeat(host.Head("/api/send", $"Content-Length: {body.Length}") + body, count));
    }

    private static string Refused(HostileServer host, int count) => string.Concat(Enumerable.Repeat(host.Head("/api/send", "Content-Length: 2") + "{}", count));

    private static string Noise(int length)
    {
        var bytes = new byte[length];
        new Random(5).NextBytes(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private static string Chunks(int length) =>
        string.Concat(Enumerable.Repeat($"10000\r\n{new string(' ', 0x10000)}\r\n", length / 0x10000)) + "0\r\n\r\n";
}
