using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>Latency from the intended send time at half of the most that the server takes.</summary>
internal sealed class LatencyScenario() : Scenario("latency", "open loop at half of the maximum rate of single events, reply after commit", BarTable.Latency)
{
    // A p99 of five seconds hangs on single pauses.
    private const int Lengthening = 2;

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options with { Seconds = options.Seconds * Lengthening }, contestants: 1, options.Rounds + 1);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var closed = context.Single(await stage.IngestAsync("disk", new IngestSetup(SinkMode.None), context.Stop));
        var rate = await context.SingleRateAsync(stage, closed) / 2;
        var open = closed with
        {
            Name = "disk, half",
            Plan = closed.Plan with { Rate = rate, Duration = closed.Plan.Duration * Lengthening },
        };
        var race = await context.RaceAsync(stage, [open], context.Options.Rounds);
        context.Score(BarTable.Latency, Spread.Of(race.Of(open.Name, leg => leg.P99)), $"at {rate:0} events/s, Poisson arrivals, from the intended send time");
        context.Note("p50 at half of the maximum", "ms", Spread.Of(race.Of(open.Name, leg => leg.P50)));
        context.Note("requests not sent in time", "", Spread.Of(race.Of(open.Name, leg => leg.Result.Measured.RequestsUnsent)));
    }
}
