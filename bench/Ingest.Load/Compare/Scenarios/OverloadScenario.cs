using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// Twice the capacity, open loop, over many connections, with a visitor beside it who sends every 20 ms: how much is accepted, how soon a 503
/// comes, and how soon after the end the visitor is served promptly again (five replies in a row below 50 ms).
/// </summary>
internal sealed class OverloadScenario()
    : Scenario("overload", "twice the capacity: accepted rate, how soon a 503 comes, recovery", BarTable.OverloadRate, BarTable.OverloadRecovery)
{
    private const int Lengthening = 2;

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options with { Seconds = options.Seconds * Lengthening }, contestants: 2, options.FewRounds);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var closed = context.Single(await stage.IngestAsync("disk", new IngestSetup(SinkMode.None), context.Stop));
        await context.WarmAsync(closed);
        var over = context.Single(closed.Server, context.Options.ManyConnections, name: "overload");
        List<Leg> most = [], flooded = [];
        List<OverloadVisit> visits = [];
        for (var round = 1; round <= context.Options.FewRounds; round++)
        {
            most.Add(await context.LegAsync(stage, closed, round));
            var plan = over.Plan with { Rate = 2 * most[^1].Rate, Duration = over.Plan.Duration * Lengthening };
            await using var visitor = OverloadVisitor.Start(closed.Server.Address, context.Time, context.Stop);
            flooded.Add(await context.LegAsync(stage, over with { Plan = plan }, round, mayRefuse: true));
            visits.Add(await visitor.EndAsync(flooded[^1]));
        }

        Note(context, most, flooded, visits);
    }

    private static void Note(CompareContext context, List<Leg> most, List<Leg> flooded, List<OverloadVisit> visits)
    {
        context.Score(BarTable.OverloadRate, Spread.Ratio([.. flooded.Select(leg => leg.Rate)], [.. most.Select(leg => leg.Rate)]), $"{context.Options.ManyConnections} connections");
        context.Score(BarTable.OverloadRecovery, Spread.Of(visits.Select(visit => visit.RecoverySeconds)));
        context.Note("offered ÷ maximum", "×", Spread.Of(flooded.Zip(most, (leg, max) => leg.Result.Plan.Rate!.Value / max.Rate)));
        context.Note("events refused with 503", "%", Spread.Of(flooded.Select(RefusedPercent)));
        context.Note("a 503 comes after", "ms", Spread.Of(visits.SelectMany(visit => visit.RefusalMilliseconds)), "as a visitor beside the flood sees it");
        context.Note("a 200 comes after", "ms", Spread.Of(visits.SelectMany(visit => visit.StoredMilliseconds)), "as a visitor beside the flood sees it");
    }

    private static double RefusedPercent(Leg leg) =>
        100.0 * leg.Result.Measured.EventsRefused / Math.Max(1, leg.Result.Measured.EventsRefused + leg.Result.Measured.EventsAcknowledged);
}
