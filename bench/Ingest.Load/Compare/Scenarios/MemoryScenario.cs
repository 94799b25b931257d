using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>The most memory that <c>serve</c> has had resident (VmHWM), without its engine: with the engine taking, and with ClickHouse away for the whole run.</summary>
internal sealed class MemoryScenario() : Scenario("memory", "resident memory at full load, with the engine and with ClickHouse away", BarTable.Memory)
{
    // Long enough for the collector to have seen its worst.
    private const int Lengthening = 3;

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options with { Seconds = options.Seconds * Lengthening }, contestants: 2, rounds: 2);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        var engine = await MeasureAsync(context, "sink", SinkMode.Engine);
        var away = await MeasureAsync(context, "away", SinkMode.Away);
        var most = Math.Max(engine, away);
        context.Score(BarTable.Memory, Spread.Of([most]), "the peak of the process; single events and batches of 100, each in a closed loop");
        context.Note("with the engine: most resident", "MB", Spread.Of([engine]));
        context.Note("ClickHouse away: most resident", "MB", Spread.Of([away]));
    }

    private static async Task<double> MeasureAsync(CompareContext context, string name, SinkMode sink)
    {
        await using var stage = context.OpenStage();
        var server = await stage.IngestAsync(name, new IngestSetup(sink), context.Stop);
        foreach (var contestant in (Racing.Contestant[])[context.Single(server), context.Batches(server)])
        {
            await context.LegAsync(stage, contestant with { Plan = contestant.Plan with { Duration = contestant.Plan.Duration * Lengthening } }, round: 1);
        }

        return server.MostResidentBytes() / 1e6;
    }
}
