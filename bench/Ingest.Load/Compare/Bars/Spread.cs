namespace Ingest.Load.Compare.Bars;

/// <summary>A median and what it lies between.</summary>
internal readonly record struct Spread(double Min, double Median, double Max)
{
    /// <summary>Of some values; of none, not a number.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0
            ? new Spread(double.NaN, double.NaN, double.NaN)
            : new Spread(sorted[0], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[^1]);
    }

    /// <summary>The ratio of two medians, between the least and the greatest ratio of values that were measured in one round.</summary>
    public static Spread Ratio(IReadOnlyList<double> values, IReadOnlyList<double> yardstick)
    {
        var rounds = Of(values.Zip(yardstick, (value, unit) => value / unit));
        return rounds with { Median = Of(values).Median / Of(yardstick).Median };
    }

    /// <summary>The same in another unit.</summary>
    public Spread Times(double factor) => new(Min * factor, Median * factor, Max * factor);
}
