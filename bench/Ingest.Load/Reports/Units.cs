using System.Globalization;

namespace Ingest.Load.Reports;

/// <summary>Puts times and bytes into words.</summary>
internal static class Units
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>A duration in nanoseconds, with three digits; a dash for 0, which no reply takes.</summary>
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        <= 0 => "-",
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0} ns"),
        < 1_000_000 => $"{Digits(nanoseconds / 1_000)} µs",
        < 1_000_000_000 => $"{Digits(nanoseconds / 1_000_000)} ms",
        _ => $"{Digits(nanoseconds / 1_000_000_000)} s",
    };

    /// <summary>A duration in nanoseconds that is a power of ten, for an axis.</summary>
    public static string RoundTime(double nanoseconds)
    {
        var (number, unit) = Time(nanoseconds * 1.0001).Split(' ') is [var first, var second] ? (first, second) : ("0", "");
        return $"{number.Split('.')[0]} {unit}";
    }

    /// <summary>A number of bytes.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < ByteUnits.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return $"{Digits(bytes)} {ByteUnits[unit]}";
    }

    private static string Digits(double value) =>
        value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
