using System.Globalization;
using Ingest.Load.Compare.Bars;

namespace Ingest.Load.Compare.Reports;

/// <summary>Figures as people read them.</summary>
internal static class FigureText
{
    /// <summary>A number with three digits or so.</summary>
    public static string Of(double value) => string.Create(
        CultureInfo.InvariantCulture, $"{(double.IsNaN(value) ? "–" : value.ToString(Math.Abs(value) switch { < 10 => "0.00", < 100 => "0.0", _ => "#,0" }, CultureInfo.InvariantCulture))}");

    /// <summary>A median between its ends, with a unit.</summary>
    public static string Of(Spread spread, string unit) =>
        double.IsNaN(spread.Median) ? "–" : $"{Of(spread.Median)} {unit} ({Of(spread.Min)} to {Of(spread.Max)})";

    /// <summary>A verdict in words.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Aim => "aim reached",
        Verdict.Floor => "floor reached",
        Verdict.Missed => "MISSED",
        _ => "not measured",
    };

    /// <summary>A time as minutes and seconds.</summary>
    public static string Of(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
