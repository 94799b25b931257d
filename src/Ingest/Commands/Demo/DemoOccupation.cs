using System.Globalization;
using Ingest.Core.Sites;
using Ingest.Demo;
using Ingest.Hosting;
using Ingest.Settings;

namespace Ingest.Commands.Demo;

/// <summary>A demonstration beside its server: the history through the front door, then visits of the present until it is stopped.</summary>
internal sealed class DemoOccupation(DemoOptions options, string dataPath, TimeProvider time) : IOccupation
{
    // Each request waits for a commit, which it shares with the others under way.
    private const int Connections = 16;
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(2);

    private IReadOnlyDictionary<DemoSite, Site> _sites = new Dictionary<DemoSite, Site>();
    private string _key = "";

    /// <summary>True once the whole history is in.</summary>
    public bool HasHistory { get; private set; }

    /// <inheritdoc/>
    public async Task PrepareAsync(Registries registries, CancellationToken stop)
    {
        _sites = await DemoSites.RegisterAsync(registries.Sites, stop);
        _key = await DemoSites.MakeKeyAsync(registries.Keys, stop);
    }

    /// <inheritdoc/>
    public async Task RunAsync(StartedServer server, CancellationToken stop)
    {
        var tally = new DemoTally();
        var traffic = new DemoTraffic(options.Seed, options.VisitsPerDay, DateOnly.FromDateTime(_sites.Values.Min(site => site.CreatedAt).UtcDateTime));
        var writer = new MessageWriter(_sites.ToDictionary(pair => pair.Key, pair => pair.Value.Id));
        using var client = new DemoClient(server.Collect, Connections, writer, tally, time);
        try
        {
            var begun = time.GetTimestamp();
            await SendHistoryAsync(traffic, client, tally, stop);
            HasHistory = true;
            Print(server, tally, time.GetElapsedTime(begun));
            if (!options.EndsAfterHistory)
            {
                await (options.IsLive ? new LiveTraffic(traffic, client, time).RunAsync(stop) : Task.Delay(Timeout.InfiniteTimeSpan, time, stop));
            }
        }
        catch (Exception stopped) when (stop.IsCancellationRequested && stopped is OperationCanceledException or HttpRequestException)
        {
            Console.WriteLine(HasHistory ? "Stopping." : $"Stopping. {tally.Summary}. The next 'ingest demo' sends the rest.");
        }
    }

    private async Task SendHistoryAsync(DemoTraffic traffic, DemoClient client, DemoTally tally, CancellationToken stop)
    {
        var until = time.GetUtcNow();
        var history = new SentHistory(options.Seed, options.VisitsPerDay, [.. _sites.Values.Select(site => site.Id)], until.AddDays(-options.Days), until);
        var sent = SentHistory.Read(dataPath) is { } earlier && earlier.IsOfSame(history) ? earlier : null;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Sending {options.Days} days of visits to two sites{(sent is null ? "" : $", without what was sent until {sent.Until:u}")} …"));
        var sending = Parallel.ForEachAsync(
            traffic.History(history.From, until),
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = stop },
            async (visit, cancellation) =>
            {
                if (sent?.Has(visit) == true)
                {
                    tally.AddVisit(stored: 0, known: visit.Steps.Count);
                    return;
                }

                await client.SendAsync(visit, cancellation);
            });
        await WorkProgress.RunAsync(sending, traffic.CountAbout(history.From, until), () => new WorkState(tally.Visits, tally.Summary), LineEvery, time);
        if (tally.FaultSummary is null)
        {
            (sent is null ? history : history.With(sent)).Write(dataPath);
        }
    }

    private void Print(StartedServer server, DemoTally tally, TimeSpan took)
    {
        var output = Console.Out;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tally.Summary} ({took.TotalSeconds:0.0} s)."));
        foreach (var line in (string?[])[tally.NoiseSummary, tally.FaultSummary])
        {
            output.Write(line is null ? "" : $"{line}.{Environment.NewLine}");
        }

        output.WriteLine();
        foreach (var (demo, site) in _sites)
        {
            output.WriteLine($"  site         {site.Id}  {demo.Name}, {demo.Domain}");
        }

        output.WriteLine($"  collect      {new Uri(server.Collect, ServerOptions.SendPath)}");
        output.WriteLine($"  ClickHouse   {server.ClickHouse?.GetLeftPart(UriPartial.Authority) ?? "none: events wait in the log"}");
        output.WriteLine($"  dashboard    {new Uri(server.Collect, $"/#key={_key}")}");
        output.WriteLine();
        output.WriteLine(options.EndsAfterHistory ? "Stopping."
            : options.IsLive ? "Live visits follow, a few events a second. Ctrl+C stops it."
            : "Ctrl+C stops it.");
        output.Flush();
    }
}
