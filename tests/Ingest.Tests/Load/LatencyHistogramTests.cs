using FsCheck;
using FsCheck.Fluent;
using Ingest.Load.Latency;

namespace Ingest.Tests.Load;

/// <summary>The histogram against the sorted list that it stands for.</summary>
public sealed class LatencyHistogramTests
{
    private const double ErrorMax = 0.01;

    private static readonly Arbitrary<long[]> Durations = Gen.NonEmptyListOf(
        Gen.OneOf(
            Gen.Choose(0, 1000).Select(value => (long)value),
            Gen.Choose(0, int.MaxValue).Select(value => (long)value),
            Gen.Choose(1, int.MaxValue).Select(value => value * 1000L),
            Gen.Elements(0L, 127, 128, 255, 256, 511, 512, LatencyHistogram.ValueMax - 1, LatencyHistogram.ValueMax))).Select(list => list.ToArray()).ToArbitrary();

    [Fact]
    public void Every_percentile_is_at_most_one_percent_above_the_true_one() => Check.QuickThrowOnFailure(Prop.ForAll(Durations, durations =>
    {
        var histogram = Of(durations);
        var sorted = durations.Select(value => Math.Min(value, LatencyHistogram.ValueMax)).Order().ToArray();
        return ((double[])[0, 1, 25, 50, 90, 99, 99.9, 100]).All(percent =>
        {
            var exact = sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * (percent / 100)), 1, sorted.Length) - 1];
            var read = histogram.Percentile(percent);
            return read >= exact && read <= exact * (1 + ErrorMax);
        });
    }));

    [Fact]
    public void Ends_mean_and_count_are_exact() => Check.QuickThrowOnFailure(Prop.ForAll(Durations, durations =>
    {
        var histogram = Of(durations);
        var counted = durations.Select(value => Math.Min(value, LatencyHistogram.ValueMax)).ToArray();
        return histogram.Count == counted.Length && histogram.Min == counted.Min() && histogram.Max == counted.Max()
            && Math.Abs(histogram.Mean - (double)counted.Average(value => (decimal)value)) <= histogram.Mean * 1e-9;
    }));

    [Fact]
    public void Two_added_are_as_one_that_recorded_all() => Check.QuickThrowOnFailure(Prop.ForAll(Durations, Durations, (first, second) =>
    {
        var (sum, whole) = (Of(first), Of([.. first, .. second]));
        sum.Add(Of(second));
        return sum.Buckets().SequenceEqual(whole.Buckets()) && (sum.Count, sum.Min, sum.Max, sum.Mean) == (whole.Count, whole.Min, whole.Max, whole.Mean);
    }));

    [Fact]
    public void Nothing_recorded_reads_as_zero()
    {
        var histogram = Of([5]);
        histogram.Clear();
        histogram.Add(new LatencyHistogram());
        Assert.Equal((0, 0, 0, 0, 0), (histogram.Count, histogram.Min, histogram.Max, histogram.Mean, histogram.Percentile(99)));
        Assert.Empty(histogram.Buckets());
    }

    [Fact]
    public void What_is_below_zero_or_beyond_the_longest_is_kept_at_the_end()
    {
        var histogram = Of([-5, long.MaxValue]);
        Assert.Equal((0, LatencyHistogram.ValueMax), (histogram.Min, histogram.Max));
        Assert.Equal(LatencyHistogram.ValueMax, histogram.Percentile(100));
    }

    private static LatencyHistogram Of(IEnumerable<long> durations)
    {
        var histogram = new LatencyHistogram();
        foreach (var duration in durations)
        {
            histogram.Record(duration);
        }

        return histogram;
    }
}
