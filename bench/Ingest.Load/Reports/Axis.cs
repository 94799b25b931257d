namespace Ingest.Load.Reports;

/// <summary>A scale of a plot: from values to shares of its length.</summary>
/// <param name="From">Value at its beginning; above 0 when logarithmic.</param>
/// <param name="To">Value at its end; above <paramref name="From"/>.</param>
/// <param name="IsLogarithmic">True when equal lengths are equal ratios.</param>
internal sealed record Axis(double From, double To, bool IsLogarithmic)
{
    private const int TicksAimed = 5;

    /// <summary>From 0 to a round number above the highest value.</summary>
    public static Axis Linear(double highest)
    {
        var step = Step(Math.Max(highest, 1));
        return new Axis(0, Math.Max(step, Math.Ceiling(highest / step) * step), IsLogarithmic: false);
    }

    /// <summary>From one end to another, in powers of ten.</summary>
    public static Axis Logarithmic(double lowest, double highest)
    {
        var from = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(lowest, 1))));
        return new Axis(from, Math.Max(from * 10, Math.Pow(10, Math.Ceiling(Math.Log10(Math.Max(highest, 1))))), IsLogarithmic: true);
    }

    /// <summary>Where a value is, from 0 to 1.</summary>
    public double Place(double value) => Math.Clamp(
        IsLogarithmic ? Math.Log(Math.Max(value, From) / From) / Math.Log(To / From) : (value - From) / (To - From), 0, 1);

    /// <summary>Values that a line is drawn at.</summary>
    public IEnumerable<double> Ticks()
    {
        if (IsLogarithmic)
        {
            for (var value = From; value <= To * 1.0001; value *= 10)
            {
                yield return value;
            }

            yield break;
        }

        var step = Step(To - From);
        for (var value = From; value <= To + (step / 1000); value += step)
        {
            yield return value;
        }
    }

    // 1, 2 or 5 times a power of ten.
    private static double Step(double range)
    {
        var rough = range / TicksAimed;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
