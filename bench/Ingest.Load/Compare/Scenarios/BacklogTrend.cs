using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// Whether a sink keeps up. Of the samples of a leg, one a second, the first third is left out (the backlog climbs to the size of the batches
/// under way); the trend is the median backlog of the last third less that of the middle one, over the time between them. The backlog counts as
/// growing when that is more than 2 % of the events that came.
/// </summary>
/// <param name="EventsPerSecond">By how much the backlog grew; below zero when it shrank.</param>
/// <param name="DeliveredPerSecond">What the sink took in the last two thirds.</param>
/// <param name="ReceivedPerSecond">What came in them.</param>
internal sealed record BacklogTrend(double EventsPerSecond, double DeliveredPerSecond, double ReceivedPerSecond)
{
    private const double ShareMax = 0.02;
    private const int SamplesMin = 6;

    /// <summary>True when the sink does not keep up.</summary>
    public bool IsGrowing => EventsPerSecond > ShareMax * ReceivedPerSecond;

    /// <summary>Of a leg's samples.</summary>
    /// <exception cref="CompareException">There are too few.</exception>
    public static BacklogTrend Of(IReadOnlyList<ServerSample> samples)
    {
        if (samples.Count < SamplesMin)
        {
            throw new CompareException($"The backlog was looked at {samples.Count} times, which shows no trend: measure for longer (--sink-seconds).");
        }

        var third = samples.Count / 3;
        var (middle, last) = (samples.Skip(third).Take(third).ToArray(), samples.TakeLast(third).ToArray());
        var (from, to) = (middle[0], samples[^1]);
        var seconds = Seconds(from, to);
        return new BacklogTrend(
            (MedianBacklog(last) - MedianBacklog(middle)) / Seconds(middle[third / 2], last[third / 2]),
            (to.Metrics!.Delivered - from.Metrics!.Delivered) / seconds,
            (to.Metrics.Received - from.Metrics.Received) / seconds);
    }

    private static double MedianBacklog(IEnumerable<ServerSample> samples) => Spread.Of(samples.Select(sample => sample.Metrics!.Undelivered)).Median;

    private static double Seconds(ServerSample from, ServerSample to) => TimeProvider.System.GetElapsedTime(from.At, to.At).TotalSeconds;
}
