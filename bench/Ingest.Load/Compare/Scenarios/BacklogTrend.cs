using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// Whether a sink keeps up. Of the samples of a leg, one a second, the first third is left out (the backlog climbs to the size of the batches
/// under way). The backlog counts as growing when the median of the last third is above that of the middle one by more than what comes in half a
/// second, which is half of a batch: the backlog is a saw of about that height when nothing grows.
/// </summary>
/// <param name="Events">By how many events the backlog grew; below zero when it shrank.</param>
/// <param name="DeliveredPerSecond">What the sink took in the last two thirds.</param>
/// <param name="ReceivedPerSecond">What came in them.</param>
internal sealed record BacklogTrend(double Events, double DeliveredPerSecond, double ReceivedPerSecond)
{
    private const double SawSeconds = 0.5;
    private const int SamplesMin = 6;

    /// <summary>True when the sink does not keep up.</summary>
    public bool IsGrowing => Events > SawSeconds * ReceivedPerSecond;

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
        var seconds = TimeProvider.System.GetElapsedTime(from.At, to.At).TotalSeconds;
        return new BacklogTrend(
            MedianBacklog(last) - MedianBacklog(middle),
            (to.Metrics!.Delivered - from.Metrics!.Delivered) / seconds,
            (to.Metrics.Received - from.Metrics.Received) / seconds);
    }

    private static double MedianBacklog(IEnumerable<ServerSample> samples) => Spread.Of(samples.Select(sample => sample.Metrics!.Undelivered)).Median;
}
