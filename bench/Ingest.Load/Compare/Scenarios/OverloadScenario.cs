using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// Twice the capacity, open loop, over many connections, with a visitor beside it who sends every 20 ms: how much is accepted, how soon a 503
/// comes, and how soon after the end the visitor is served promptly again (five replies in a row below 50 ms). The maximum is that of a closed loop
/// over as many connections: ten thousand cost the bare endpoint, the kernel and the generator more for each request than a few hundred do, which
/// is no overload. With the default settings a request waits up to two seconds for a place in the queue, which fewer connections than two seconds'
/// work never fill: the same is done without that wait.
/// </summary>
internal sealed class OverloadScenario()
    : Scenario("overload", "twice the capacity: accepted rate, how soon a 503 comes, recovery", BarTable.OverloadRate, BarTable.OverloadRecovery)
{
    private const int Lengthening = 2;

    private const int Rounds = 2;
    private static readonly Dictionary<string, string> NoWait = new() { ["Intake:QueueWait"] = "00:00:00" };

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) =>
        RaceTime(options, contestants: 4, Rounds) + RaceTime(options with { Seconds = options.Seconds * Lengthening }, contestants: 2, Rounds);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var usual = await FloodAsync(context, stage, await stage.IngestAsync("disk", new IngestSetup(SinkMode.None), context.Stop));
        context.Score(
            BarTable.OverloadRate,
            usual.Share(usual.Most),
            $"both over {context.Options.ManyConnections} connections, each with one request under way");
        context.Score(BarTable.OverloadRecovery, Spread.Of(usual.Visits.Select(visit => visit.RecoverySeconds)));
        Note(context, "default settings", usual);

        var noWait = await stage.IngestAsync("no-wait", new IngestSetup(SinkMode.None) { Settings = NoWait }, context.Stop);
        Note(context, "QueueWait=0", await FloodAsync(context, stage, noWait));
    }

    private static async Task<Flood> FloodAsync(CompareContext context, ServerStage stage, TestServer server)
    {
        var few = context.Single(server, name: server.Name + " few");
        await context.WarmAsync(few);
        var closed = context.Single(server, context.Options.ManyConnections);
        var over = closed with { Name = server.Name + " ×2" };
        var flood = new Flood([], [], [], []);
        for (var round = 1; round <= Math.Min(Rounds, context.Options.Rounds); round++)
        {
            flood.Few.Add(await context.LegAsync(stage, few, round));
            flood.Most.Add(await context.LegAsync(stage, closed, round));
            var plan = over.Plan with { Rate = 2 * Math.Max(flood.Few[^1].Rate, flood.Most[^1].Rate), Duration = over.Plan.Duration * Lengthening };
            await using var visitor = OverloadVisitor.Start(server.Address, context.Time, context.Stop);
            flood.Flooded.Add(await context.LegAsync(stage, over with { Plan = plan }, round, mayRefuse: true));
            flood.Visits.Add(await visitor.EndAsync(flood.Flooded[^1]));
        }

        return flood;
    }

    private static void Note(CompareContext context, string settings, Flood flood)
    {
        context.Note($"{settings}: accepted ÷ maximum", "×", flood.Share(flood.Most));
        context.Note($"{settings}: accepted ÷ maximum of a few connections", "×", flood.Share(flood.Few), $"{context.Options.Connections} connections");
        context.Note($"{settings}: refused with 503", "%", Spread.Of(flood.Flooded.Select(RefusedPercent)));
        context.Note($"{settings}: a 503 comes after", "ms", Spread.Of(flood.Visits.SelectMany(visit => visit.RefusalMilliseconds)), "as a visitor beside the flood sees it");
        context.Note($"{settings}: a 200 comes after", "ms", Spread.Of(flood.Visits.SelectMany(visit => visit.StoredMilliseconds)), "as a visitor beside the flood sees it");
        context.Note($"{settings}: prompt again after", "s", Spread.Of(flood.Visits.Select(visit => visit.RecoverySeconds)));
    }

    private static double RefusedPercent(Leg leg) =>
        100.0 * leg.Result.Measured.EventsRefused / Math.Max(1, leg.Result.Measured.EventsRefused + leg.Result.Measured.EventsAcknowledged);

    private sealed record Flood(List<Leg> Few, List<Leg> Most, List<Leg> Flooded, List<OverloadVisit> Visits)
    {
        public Spread Share(List<Leg> most) => Spread.Ratio([.. Flooded.Select(leg => leg.Rate)], [.. most.Select(leg => leg.Rate)]);
    }
}
