using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// One connection, where nothing but the time of one reply counts, and many. With one connection each reply after its commit waits for two writes
/// of the disk that nobody shares, which no processor makes shorter: the bar is judged from memory, and the other stands beside what the disk allows.
/// </summary>
internal sealed class ConnectionsScenario()
    : Scenario("connections", "single events, no sink, with 1 connection and with many", BarTable.OneConnection, BarTable.ManyConnections)
{
    // The events' segment, then the commit's slot.
    private const int FlushesOfCommit = 2;

    private static readonly Dictionary<string, string> InMemory = new() { ["Log:Durability"] = "Memory" };

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options, contestants: 6, options.FewRounds);

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
            context.Single(bare, name: "bare-few"),
            context.Single(bare, many, name: "bare-many"),
            context.Single(disk, many, name: "disk-many"),
        ];
        var race = await context.RaceAsync(stage, contestants, context.Options.FewRounds);
        context.Score(BarTable.OneConnection, race.Ratio("memory-1", "bare-1"));
        context.Score(BarTable.ManyConnections, race.Ratio("disk-many", "bare-many"), $"{many} connections");
        context.Note("disk-1 ÷ bare-1", "×", race.Ratio("disk-1", "bare-1"), "each reply waits for two flushes of its own");
        context.Note("what the disk allows disk-1 ÷ bare-1", "×", Spread.Of(race.Of("bare-1", leg => leg.Rate).Select(rate => 1 / (1 + (rate * FlushesOfCommit * context.SyncMilliseconds.Median / 1000)))), $"{FlushesOfCommit} flushes a commit, as long as those of the machine");
        context.Note("bare-many ÷ bare-few", "×", race.Ratio("bare-many", "bare-few"), $"what {many} connections cost instead of {context.Options.Connections}, without Ingest");
        context.NoteRace(race, contestants);
    }
}
