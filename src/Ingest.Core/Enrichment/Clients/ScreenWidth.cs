using System.Globalization;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>Umami's rule that tells laptops from desktops: by the width of the screen.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class ScreenWidth
{
    private const double LaptopPixelsMax = 1920;

    // What a width may be written with; longer is no width of a screen.
    private const int WidthBytesMax = 32;

    /// <summary>
    /// True when the text before the first <c>x</c> is, as JavaScript's <c>Number</c> reads it, at most 1920. An empty width counts as 0, and an
    /// absent or empty screen as no laptop's.
    /// </summary>
    public static bool IsLaptop(ReadOnlySpan<byte> screen)
    {
        if (screen.IsEmpty)
        {
            return false;
        }

        var end = screen.IndexOf((byte)'x');
        var width = (end < 0 ? screen : screen[..end]).Trim(" \t\r\n\v\f"u8);
        return width.IsEmpty || (width.Length <= WidthBytesMax && Number(width) <= LaptopPixelsMax);
    }

    private static double Number(ReadOnlySpan<byte> text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }
}
