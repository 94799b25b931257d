using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// One connection, where nothing but the time of one reply counts, and many. A reply after commit waits for the disk: with one connection that is
/// the figure, so it is taken from memory too.
/// </summary>
internal sealed class ConnectionsScenario()
    : Scenario("connections", "single events, no sink, with 1 connection and with many", BarTable.OneConnection, BarTable.ManyConnections)
{
    private static readonly Dictionary<string, string> InMemory = new() { ["Log:Durability"] = "Memory" };

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options, contestants: 5, options.FewRounds);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var bare = await stage.BareAsync(context.Stop);
        var disk = await stage.IngestAsync("disk", new IngestSetup(SinkMode.None), context.Stop);
        var memory = await stage.IngestAsync("memory", new IngestSetup(SinkMode.None) { Settings = InMemory }, context.Stop);
        var many = context.Options.ManyConnections;
        Contestant[] contestants =
        [
            context.Single(bare, 1, name: "bare-1"),
            context.Single(disk, 1, name: "disk-1"),
            context.Single(memory, 1, name: "memory-1"),
            context.Single(bare, many, name: "bare-many"),
            context.Single(disk, many, name: "disk-many"),
        ];
        var race = await context.RaceAsync(stage, contestants, context.Options.FewRounds);
        context.Score(BarTable.OneConnection, race.Ratio("disk-1", "bare-1"), "each reply waits for the disk alone: no group to share the wait with");
        context.Score(BarTable.ManyConnections, race.Ratio("disk-many", "bare-many"), $"{many} connections");
        context.Note("memory-1 ÷ bare-1", "×", race.Ratio("memory-1", "bare-1"));
        context.NoteRace(race, contestants);
    }
}
