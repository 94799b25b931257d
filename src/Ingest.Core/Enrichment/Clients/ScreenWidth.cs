using Ingest.Core.Intake.Parsing;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>Umami's rule that tells laptops from desktops: by the width of the screen.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class ScreenWidth
{
    private const double LaptopPixelsMax = 1920;

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
        return JsNumber.Parse(end < 0 ? screen : screen[..end]) <= LaptopPixelsMax;
    }
}
