using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// The highest rate at which the embedded engine, on the same cores, keeps up for a minute. First a closed loop over the whole time; only where its
/// backlog grows (<see cref="BacklogTrend"/>), open loops in between what the sink took then and what came, by halving, each over half of the time;
/// what is found is confirmed over the whole time, and lowered while it is not. The figure is what was acknowledged in the leg that did not grow.
/// </summary>
internal sealed class SinkScenario(string name, Bar bar, bool isBatch)
    : Scenario(name, $"{(isBatch ? "batches of 100" : "single events")} into the embedded engine: the highest rate at which the backlog does not grow", bar)
{
    private const int Probes = 3;
    private const int ProbeSecondsMin = 8;
    private const int Confirmations = 3;
    private const int Windows = 5;
    private const double Lowering = 0.9;
    private const string Server = "sink";

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) =>
        RaceTime(options, contestants: 1, options.Rounds) + TimeSpan.FromSeconds(15 + (options.SinkSeconds * (isBatch ? 4.6 : 1.3)));

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var bare = context.Single(await stage.BareAsync(context.Stop));
        var server = await stage.IngestAsync(Server, new IngestSetup(SinkMode.Engine), context.Stop);
        var closed = isBatch ? context.Batches(server) : context.Single(server);
        var yardstick = new List<Leg>();
        await context.WarmAsync(bare);
        await context.WarmAsync(closed);

        await MeasureBareAsync();
        var sustained = await FindAsync(context, stage, closed, MeasureBareAsync);
        while (yardstick.Count < context.Options.Rounds)
        {
            await MeasureBareAsync();
        }

        Score(context, sustained, yardstick);

        // With an engine beside it that merges what came before, the yardstick would be short.
        async Task MeasureBareAsync()
        {
            await context.RestAsync(server);
            yardstick.Add(await context.LegAsync(stage, bare, yardstick.Count + 1));
        }
    }

    // Null: no rate was found.
    private static async Task<Leg?> FindAsync(CompareContext context, ServerStage stage, Contestant closed, Func<Task> measureBare)
    {
        var seconds = context.Options.SinkSeconds;
        var (leg, trend) = await TryAsync(context, stage, Lasting(closed, seconds), round: 1);
        await measureBare();
        if (!trend.IsGrowing)
        {
            return leg;
        }

        var (keepsUp, grows) = (trend.DeliveredPerSecond, trend.ReceivedPerSecond);
        var probe = Lasting(closed, Math.Max(ProbeSecondsMin, seconds / 2));
        for (var i = 0; i < Probes; i++)
        {
            var middle = (keepsUp + grows) / 2;
            var isGrowing = (await TryAsync(context, stage, At(probe, middle), round: 0)).Trend.IsGrowing;
            (keepsUp, grows) = isGrowing ? (keepsUp, middle) : (middle, grows);
            await measureBare();
        }

        return await ConfirmAsync(context, stage, Lasting(closed, seconds), keepsUp);
    }

    private static async Task<Leg?> ConfirmAsync(CompareContext context, ServerStage stage, Contestant whole, double rate)
    {
        for (var i = 0; i < Confirmations; i++)
        {
            var (leg, trend) = await TryAsync(context, stage, At(whole, rate), round: i + 1);
            if (!trend.IsGrowing)
            {
                return leg;
            }

            rate *= Lowering;
        }

        return null;
    }

    private static async Task<(Leg Leg, BacklogTrend Trend)> TryAsync(CompareContext context, ServerStage stage, Contestant contestant, int round)
    {
        // What an earlier leg has left would count for the next.
        await context.RestAsync(contestant.Server);
        var leg = await context.LegAsync(stage, contestant, round);
        var trend = BacklogTrend.Of(leg.Samples);
        context.Say(Describe(trend));
        return (leg, trend);
    }

    private static string Describe(BacklogTrend trend) =>
        $"{trend.ReceivedPerSecond:0} events/s came, {trend.DeliveredPerSecond:0} were delivered, the backlog {(trend.IsGrowing ? "grew" : "did not grow")} (by {trend.Events:0})";

    private static Contestant Lasting(Contestant closed, int seconds) => closed with { Plan = closed.Plan with { Duration = TimeSpan.FromSeconds(seconds) } };

    private static Contestant At(Contestant closed, double events) => closed with { Plan = closed.Plan with { Rate = events / closed.Plan.BatchSize } };

    private void Score(CompareContext context, Leg? sustained, List<Leg> yardstick)
    {
        if (sustained is null)
        {
            context.Score(bar, Spread.Of([]), $"no rate was found at which the backlog does not grow for {context.Options.SinkSeconds} s");
            return;
        }

        context.Note("backlog at the end", "events", Spread.Of([sustained.Samples[^1].Metrics!.Undelivered]));
        var unit = Spread.Of(yardstick.Select(leg => leg.Requests)).Median;
        var asked = sustained.Result.Plan.Rate is { } rate ? $"open loop at {rate * sustained.Result.Plan.BatchSize:0} events/s" : "closed loop";
        context.Score(bar, Spread.Of(WindowRates(sustained)).Times(1 / unit) with { Median = sustained.Rate / unit }, $"{asked}; least and most of {Windows} stretches");
        context.Note("sustained: events", "/s", Spread.Of(WindowRates(sustained)));
        context.Note("bare: requests", "/s", Spread.Of(yardstick.Select(leg => leg.Requests)));
        context.Note("processor time of the server for a request", "µs", Spread.Of([sustained.CpuMicroseconds]));
        context.Note("processor time of the engine for a request", "µs", Spread.Of([sustained.EngineCpuMicroseconds]));
        context.Note("most resident memory of serve", "MB", Spread.Of([sustained.Samples.Max(sample => sample.ResidentBytes) / 1e6]));
    }

    private static IEnumerable<double> WindowRates(Leg leg) =>
        leg.Result.Timeline.Chunk(Math.Max(1, leg.Result.Timeline.Count / Windows)).Select(seconds => seconds.Sum(second => second.Counts.EventsAcknowledged) / seconds.Sum(second => second.Length));
}
