using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>Single events without a sink: what the intake itself costs.</summary>
internal sealed class SingleScenario() : Scenario(
    "single", "single events, no sink, reply after commit and from memory, against the bare endpoint", BarTable.Single, BarTable.SingleMemory, BarTable.Allocated)
{
    private static readonly Dictionary<string, string> InMemory = new() { ["Log:Durability"] = "Memory" };

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options, options.Against is null ? 3 : 4, options.Rounds);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var setup = new IngestSetup(SinkMode.None);
        List<Contestant> contestants =
        [
            context.Single(await stage.BareAsync(context.Stop)),
            context.Single(await stage.IngestAsync("disk", setup, context.Stop)),
            context.Single(await stage.IngestAsync("memory", setup with { Settings = InMemory }, context.Stop)),
        ];
        if (context.Options.Against is { } build)
        {
            contestants.Add(context.Single(await stage.IngestAsync("against", setup, context.Stop, build)));
        }

        var race = await context.RaceAsync(stage, contestants, context.Options.Rounds);
        context.SingleRate = Spread.Of(race.Of("disk", leg => leg.Rate)).Median;
        context.Score(BarTable.Single, race.Ratio("disk", "bare"));
        context.Score(BarTable.SingleMemory, race.Ratio("memory", "bare"));
        context.Score(BarTable.Allocated, Spread.Of(race.Of("disk", leg => leg.AllocatedBytes)), "the whole process, the reading of its metrics included");
        context.NoteRace(race, contestants);
        context.NoteAgainst(race, "disk");
    }
}
