using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Reports;
using Ingest.Load.Compare.Servers;
using Ingest.Load.Running;

namespace Ingest.Load.Compare;

/// <summary>What scenarios work with: servers, the generator, and the report that they fill.</summary>
internal sealed class CompareContext(CompareOptions options, CompareReport report, CompareProgress progress, TimeProvider time, CancellationToken stop)
{
    // A run of refusals would be fast and mean nothing.
    private const double RefusedShareMax = 0.01;

    private static readonly TimeSpan LegWarmUp = TimeSpan.FromSeconds(1);

    /// <summary>What was asked for.</summary>
    public CompareOptions Options => options;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>How long a small write takes until it is on disk.</summary>
    public Spread SyncMilliseconds => report.Machine.SyncMilliseconds;

    /// <summary>Ends everything.</summary>
    public CancellationToken Stop => stop;

    /// <summary>The most single events a second that a server without sink has taken; null when nobody has measured it yet.</summary>
    public double? SingleRate { get; set; }

    /// <summary>Opens a stage in a folder of its own.</summary>
    public ServerStage OpenStage() =>
        new(options.Builds, Path.Combine(options.WorkPath, $"ingest-compare-{Environment.ProcessId}-{Guid.NewGuid():N}"[..40]), options.Settings);

    /// <summary>Single events to a server, in a closed loop, as many connections as asked for.</summary>
    public Contestant Single(TestServer server, int? connections = null, int sites = 100, string? name = null) =>
        new(name ?? server.Name, server, new LoadPlan
        {
            Target = server.Address,
            Sites = IngestSetup.Sites(sites),
            Connections = connections ?? options.Connections,
            Duration = TimeSpan.FromSeconds(options.Seconds),
            WarmUp = LegWarmUp,
            TakesAnyReply = server.DataPath is null,
        });

    /// <summary>Batches of 100 events to a server, in a closed loop.</summary>
    public Contestant Batches(TestServer server)
    {
        var single = Single(server);
        return single with { Plan = single.Plan with { BatchSize = 100 } };
    }

    /// <summary>Sends to a server that nobody has sent to yet, so that it is compiled when it is measured.</summary>
    public Task WarmAsync(Contestant contestant) =>
        LoadRun.RunAsync(contestant.Plan with { Duration = TimeSpan.FromSeconds(options.WarmUpSeconds), WarmUp = TimeSpan.Zero }, progress: null, time, stop);

    /// <summary>Runs every contestant in every round, in an order that rotates; each is warmed first.</summary>
    public async Task<Race> RaceAsync(ServerStage stage, IReadOnlyList<Contestant> contestants, int rounds)
    {
        foreach (var contestant in contestants)
        {
            progress.Say($"{contestant.Name} warms up");
            await WarmAsync(contestant);
        }

        var legs = new List<Leg>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var contestant in Race.Order(contestants, round))
            {
                legs.Add(await LegAsync(stage, contestant, round + 1));
            }
        }

        return new Race(legs);
    }

    /// <summary>Runs the generator once, looks at the server each second, and notes it in the report.</summary>
    /// <exception cref="CompareException">The server refused what it should have taken, or did not answer.</exception>
    public async Task<Leg> LegAsync(ServerStage stage, Contestant contestant, int round, bool mayRefuse = false)
    {
        var sampler = new LegSampler(contestant.Server, stage.CpuSeconds, stop);
        var result = await LoadRun.RunAsync(contestant.Plan, told => Tell(contestant, round, sampler, told), time, stop);
        stop.ThrowIfCancellationRequested();
        var leg = new Leg(contestant.Name, round, result, await sampler.EndAsync());
        progress.Say(leg);
        report.Add(leg);
        if (!mayRefuse)
        {
            CheckServed(contestant, result);
        }

        return leg;
    }

    /// <summary>Notes the figure of a bar.</summary>
    public void Score(Bar bar, Spread spread, string note = "")
    {
        report.Score(bar, spread, note);
        progress.Say($"{bar.Name}: {FigureText.Of(spread, bar.Unit)}: {FigureText.Of(bar.Judge(spread.Median))}");
    }

    /// <summary>Notes a figure without a bar.</summary>
    public void Note(string name, string unit, Spread spread, string note = "") => report.Note(name, unit, spread, note);

    /// <summary>Says what is going on.</summary>
    public void Say(string text) => progress.Say(text);

    private void Tell(Contestant contestant, int round, LegSampler sampler, LoadProgress told)
    {
        sampler.Tell(told);
        progress.Tell(contestant.Name, round, told);
    }

    private static void CheckServed(Contestant contestant, LoadResult result)
    {
        var events = result.Measured.EventsAcknowledged + result.Measured.EventsRefused;
        if (result.Measured.EventsAcknowledged == 0 || result.Measured.EventsRefused > RefusedShareMax * events)
        {
            var why = result.Refusals.Count > 0 ? $"{result.Refusals[0].Status} {result.Refusals[0].Reason} {result.Refusals[0].Sample}" : "no reason was given";
            throw new CompareException($"{contestant.Name} refused {result.Measured.EventsRefused} of {events} events: {why}");
        }
    }
}
