using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>The same with 64 connections, where a reply waits for the disk more than for the processor.</summary>
internal sealed class FewConnectionsScenario() : Scenario("single-64", "single events, no sink, 64 connections")
{
    private const int Connections = 64;

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options, contestants: 2, options.FewRounds);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        Racing.Contestant[] contestants =
        [
            context.Single(await stage.BareAsync(context.Stop), Connections),
            context.Single(await stage.IngestAsync("disk", new IngestSetup(SinkMode.None), context.Stop), Connections),
        ];
        var race = await context.RaceAsync(stage, contestants, context.Options.FewRounds);
        context.Note("disk ÷ bare, 64 connections", "×", race.Ratio("disk", "bare"));
        context.NoteRace(race, contestants);
    }
}
