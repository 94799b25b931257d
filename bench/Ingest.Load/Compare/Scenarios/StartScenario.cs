using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// From the start of the process until <c>/api/send</c> answers 2xx, until <c>/health/ready</c> does (schema applied), and until the event can be
/// read in ClickHouse: in a new data folder, and in one that has been used. The files are in the page cache. The bar is held to the slower folder.
/// </summary>
internal sealed class StartScenario() : Scenario("start", "start to the first 2xx, until ready, until the event can be read", BarTable.Start)
{
    private const double SecondsPerStart = 5;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => TimeSpan.FromSeconds(2 * SecondsPerStart * options.Rounds);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        List<Times> first = [], again = [];
        for (var round = 1; round <= context.Options.Rounds; round++)
        {
            await using var stage = context.OpenStage();
            first.Add(await StartAsync(context, stage, events: 1));
            again.Add(await StartAsync(context, stage, events: 2));
            context.Say($"round {round}: first 2xx after {first[^1].Stored:0.00} s in a new folder, {again[^1].Stored:0.00} s in a used one; to be read after {first[^1].Readable:0.00} s and {again[^1].Readable:0.00} s");
        }

        var (slower, folder) = Median(first) >= Median(again) ? (first, "new") : (again, "used");
        context.Score(BarTable.Start, Spread.Of(slower.Select(times => times.Stored)), $"in a {folder} data folder");
        Note(context, "new folder", first);
        Note(context, "used folder", again);
    }

    private static double Median(List<Times> starts) => Spread.Of(starts.Select(times => times.Stored)).Median;

    private static void Note(CompareContext context, string folder, List<Times> starts)
    {
        context.Note($"{folder}: first 2xx of /api/send", "s", Spread.Of(starts.Select(times => times.Stored)));
        context.Note($"{folder}: ready", "s", Spread.Of(starts.Select(times => times.Ready)));
        context.Note($"{folder}: the event can be read in ClickHouse", "s", Spread.Of(starts.Select(times => times.Readable)));
    }

    private static async Task<Times> StartAsync(CompareContext context, ServerStage stage, int events)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/"));
        var from = context.Time.GetTimestamp();
        var server = stage.Launch("start", new IngestSetup(SinkMode.Engine), address);
        using var http = OneEvent.CreateClient(address, StartMax);
        await UntilAsync(context, () => IsSentAsync(http, context.Stop));
        var stored = context.Time.GetElapsedTime(from);
        await UntilAsync(context, () => IsReadyAsync(http, context.Stop));
        var ready = context.Time.GetElapsedTime(from);
        await server.ReadyAsync(context.Stop);
        await UntilAsync(context, async () => await server.NumberAsync("SELECT count() FROM fact_event", context.Stop) >= events);
        var readable = context.Time.GetElapsedTime(from);
        await stage.StopAsync(server);
        return new Times(stored.TotalSeconds, ready.TotalSeconds, readable.TotalSeconds);
    }

    private static Task<bool> IsSentAsync(HttpClient http, CancellationToken stop) => IsSuccessAsync(() => OneEvent.SendAsync(http, stop));

    private static Task<bool> IsReadyAsync(HttpClient http, CancellationToken stop) => IsSuccessAsync(async () =>
    {
        using var reply = await http.GetAsync("/health/ready", stop);
        return (int)reply.StatusCode;
    });

    private static async Task<bool> IsSuccessAsync(Func<Task<int>> ask)
    {
        try
        {
            return await ask() is >= 200 and < 300;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private static async Task UntilAsync(CompareContext context, Func<Task<bool>> isDone)
    {
        var from = context.Time.GetTimestamp();
        while (!await isDone())
        {
            if (context.Time.GetElapsedTime(from) > StartMax)
            {
                throw new CompareException($"The server was not started within {StartMax.TotalSeconds} s.");
            }

            await Task.Delay(Poll, context.Time, context.Stop);
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed record Times(double Stored, double Ready, double Readable);
}
