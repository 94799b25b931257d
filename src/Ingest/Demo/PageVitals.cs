namespace Ingest.Demo;

/// <summary>How a page felt, as a browser measures it.</summary>
/// <param name="Lcp">Milliseconds until its largest part was there.</param>
/// <param name="Inp">Milliseconds until it answered a click.</param>
/// <param name="Cls">How much it moved about, without unit.</param>
/// <param name="Fcp">Milliseconds until its first part was there.</param>
/// <param name="Ttfb">Milliseconds until the server's first byte.</param>
internal sealed record PageVitals(double Lcp, double Inp, double Cls, double Fcp, double Ttfb)
{
    private const double Spread = 0.45;

    /// <summary>Vitals as devices of a kind have them: most pages are good, phones are slower, some are poor everywhere.</summary>
    public static PageVitals Of(DeviceKind kind, SeededRandom random)
    {
        var (ttfbMedian, paintMedian, inpMedian, clsMedian) = kind switch
        {
            DeviceKind.Phone => (320, 900, 140, 0.05),
            DeviceKind.Tablet => (280, 750, 110, 0.04),
            _ => (190, 520, 60, 0.025),
        };
        var ttfb = Math.Clamp(random.Around(ttfbMedian, Spread), 20, 8_000);
        var fcp = ttfb + Math.Clamp(random.Around(paintMedian, Spread), 50, 12_000);
        var lcp = fcp + Math.Clamp(random.Around(paintMedian * 0.6, Spread), 0, 20_000);
        return new PageVitals(
            Math.Round(lcp, 1),
            Math.Round(Math.Clamp(random.Around(inpMedian, 0.6), 8, 5_000)),
            Math.Round(Math.Clamp(random.Around(clsMedian, 1), 0, 1.5), 4),
            Math.Round(fcp, 1),
            Math.Round(ttfb, 1));
    }
}
