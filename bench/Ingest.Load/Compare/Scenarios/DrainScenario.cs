using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// A backlog, taken while ClickHouse is off, goes into the embedded engine while nobody sends. The figure is of the time between the first batch
/// that is seen delivered and the last, cut into five stretches.
/// </summary>
internal sealed class DrainScenario() : Scenario("drain", "a backlog goes into the embedded engine while nobody sends", BarTable.Drain)
{
    private const string Server = "drain";
    private const int Stretches = 5;
    private const double FillRate = 80_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StallMax = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) =>
        RaceTime(options, contestants: 1, options.Rounds) + TimeSpan.FromSeconds(10 + (2 * options.DrainEvents / FillRate));

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var bare = context.Single(await stage.BareAsync(context.Stop));
        var collecting = await stage.IngestAsync(Server, new IngestSetup(SinkMode.None), context.Stop);
        await context.FillAsync(stage, context.Batches(collecting), "ingest_events_appended_total", context.Options.DrainEvents);
        var events = (await collecting.MetricsAsync(context.Stop))["ingest_events_appended_total"];
        await stage.StopAsync(collecting);
        var race = await context.RaceAsync(stage, [bare], context.Options.Rounds);

        context.Say($"{events:0} events go into ClickHouse");
        var delivering = await stage.IngestAsync(Server, new IngestSetup(SinkMode.Engine), context.Stop);
        var seen = await WatchAsync(context, delivering, events);
        var cpu = ProcessFigures.CpuSeconds(delivering.Id);
        var engineCpu = delivering.Engine.Sum(ProcessFigures.CpuSeconds);
        var unit = Spread.Of(race.Of("bare", leg => leg.Requests));
        var rates = Spread.Of(Rates(context, seen)) with { Median = Rate(context, seen[0], seen[^1]) };
        context.Score(BarTable.Drain, rates.Times(1 / unit.Median), $"{events:0} events");
        context.Note("drain: events", "/s", rates);
        context.Note("bare: requests", "/s", unit);
        context.Note("processor time of the server for an event, its start included", "µs", Spread.Of([1e6 * cpu / events]));
        context.Note("processor time of the engine for an event, its start included", "µs", Spread.Of([1e6 * engineCpu / events]));
    }

    // Each time that more was delivered: when, and how much in all.
    private static async Task<List<(long At, double Delivered)>> WatchAsync(CompareContext context, TestServer server, double events)
    {
        var seen = new List<(long At, double Delivered)> { (context.Time.GetTimestamp(), 0) };
        while (seen[^1].Delivered < events)
        {
            var delivered = (await server.MetricsAsync(context.Stop)).Delivered;
            if (delivered > seen[^1].Delivered)
            {
                seen.Add((context.Time.GetTimestamp(), delivered));
            }
            else if (context.Time.GetElapsedTime(seen[^1].At) > StallMax)
            {
                throw new CompareException($"{delivered} of {events} events were delivered, and then none for {StallMax.TotalMinutes:0} minutes.");
            }

            await Task.Delay(Poll, context.Time, context.Stop);
        }

        seen.RemoveAt(0);
        return seen.Count > Stretches ? seen : throw new CompareException($"The backlog of {events:0} events went in {seen.Count} steps, too few for a rate: give more --drain-events.");
    }

    private static IEnumerable<double> Rates(CompareContext context, List<(long At, double Delivered)> seen) =>
        Enumerable.Range(0, Stretches).Select(i => Rate(context, seen[i * (seen.Count - 1) / Stretches], seen[(i + 1) * (seen.Count - 1) / Stretches]));

    private static double Rate(CompareContext context, (long At, double Delivered) from, (long At, double Delivered) to) =>
        (to.Delivered - from.Delivered) / context.Time.GetElapsedTime(from.At, to.At).TotalSeconds;
}
