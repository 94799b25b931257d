using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>The cost of an event must not grow with the log behind it.</summary>
internal sealed class LogSizeScenario() : Scenario("log-size", "single events, no sink, with a new log and with a large one", BarTable.LogSize)
{
    private const string Large = "large-log";

    // Bytes of log a second that batches fill.
    private const double FillRate = 50e6;

    // Beside the large log the runs write some of their own.
    private const double RoomShare = 1.2;

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) =>
        RaceTime(options, contestants: 3, options.FewRounds) + TimeSpan.FromSeconds(options.LogGigabytes * 1e9 / FillRate);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        var bytes = context.Options.LogGigabytes * 1e9;
        var free = new DriveInfo(Path.GetFullPath(context.Options.WorkPath)).AvailableFreeSpace;
        if (free < RoomShare * bytes)
        {
            throw new CompareException($"{context.Options.WorkPath} has {free / 1e9:0.0} GB free, a log of {context.Options.LogGigabytes} GB needs more: choose another --work or a smaller --log-gigabytes.");
        }

        await using var stage = context.OpenStage();
        var bare = context.Single(await stage.BareAsync(context.Stop));
        var large = context.Single(await FillAsync(context, stage, bytes));
        var small = context.Single(await stage.IngestAsync("small-log", new IngestSetup(SinkMode.None), context.Stop));
        Contestant[] contestants = [bare, small, large];
        var race = await context.RaceAsync(stage, contestants, context.Options.FewRounds);
        context.Score(BarTable.LogSize, race.Ratio(Large, "bare"), $"a log of {context.Options.LogGigabytes} GB");
        context.Note("small-log ÷ bare", "×", race.Ratio("small-log", "bare"));
        context.Note("large-log ÷ small-log", "×", race.Ratio(Large, "small-log"));
        context.NoteRace(race, contestants);
    }

    // A server that has taken gigabytes of batches is compiled for these: both logs are written by one that is new.
    private static async Task<TestServer> FillAsync(CompareContext context, ServerStage stage, double bytes)
    {
        var filling = await stage.IngestAsync(Large, new IngestSetup(SinkMode.None), context.Stop);
        await context.FillAsync(stage, context.Batches(filling) with { Name = "fill" }, "ingest_log_bytes", bytes);
        await stage.StopAsync(filling);
        return await stage.IngestAsync(Large, new IngestSetup(SinkMode.None), context.Stop);
    }
}
