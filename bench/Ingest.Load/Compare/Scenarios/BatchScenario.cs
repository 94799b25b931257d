using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>Batches of 100 without a sink, against single requests to the bare endpoint.</summary>
internal sealed class BatchScenario() : Scenario("batch", "batches of 100 events, no sink, against single requests to the bare endpoint", BarTable.Batch)
{
    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options, options.Against is null ? 2 : 3, options.Rounds);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var setup = new IngestSetup(SinkMode.None);
        List<Contestant> contestants =
        [
            context.Single(await stage.BareAsync(context.Stop)),
            context.Batches(await stage.IngestAsync("batch", setup, context.Stop)),
        ];
        if (context.Options.Against is { } build)
        {
            contestants.Add(context.Batches(await stage.IngestAsync("against", setup, context.Stop, build)));
        }

        var race = await context.RaceAsync(stage, contestants, context.Options.Rounds);
        context.Score(BarTable.Batch, race.Ratio("batch", "bare"));
        context.NoteRace(race, contestants);
        context.NoteAgainst(race, "batch");
    }
}
