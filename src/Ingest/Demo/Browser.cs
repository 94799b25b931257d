namespace Ingest.Demo;

/// <summary>What visitors browse with.</summary>
/// <param name="Weight">How often, against others.</param>
/// <param name="Kind">What it runs on.</param>
/// <param name="UserAgent">What it sends.</param>
/// <param name="Screens">Screens that it is seen on.</param>
internal sealed record Browser(double Weight, DeviceKind Kind, string UserAgent, string[] Screens)
{
    private const string WebKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
    private const string AppleWebKit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

    private static readonly string[] Monitors = ["1920x1080", "1920x1080", "2560x1440", "1920x1200", "3840x2160"];
    private static readonly string[] Laptops = ["1366x768", "1440x900", "1470x956", "1512x982", "1280x720"];
    private static readonly string[] Mixed = [.. Monitors, .. Laptops];
    private static readonly string[] Phones = ["390x844", "393x852", "430x932", "375x812"];
    private static readonly string[] Androids = ["412x915", "360x800", "384x832", "412x892"];
    private static readonly string[] Tablets = ["820x1180", "1024x1366", "810x1080"];

    /// <summary>Every browser; about half of the weight is on phones.</summary>
    public static readonly Browser[] All =
    [
        new(15, DeviceKind.Computer, $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WebKit} Chrome/142.0.0.0 Safari/537.36", Mixed),
        new(4, DeviceKind.Computer, $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WebKit} Chrome/141.0.0.0 Safari/537.36", Mixed),
        new(6, DeviceKind.Computer, $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WebKit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", Mixed),
        new(4, DeviceKind.Computer, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", Mixed),
        new(1, DeviceKind.Computer, $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WebKit} Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0", Monitors),
        new(7, DeviceKind.Computer, $"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WebKit} Chrome/142.0.0.0 Safari/537.36", Laptops),
        new(8, DeviceKind.Computer, $"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {AppleWebKit} Version/26.1 Safari/605.1.15", Laptops),
        new(1, DeviceKind.Computer, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0", Laptops),
        new(2, DeviceKind.Computer, "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", Mixed),
        new(1.5, DeviceKind.Computer, $"Mozilla/5.0 (X11; Linux x86_64) {WebKit} Chrome/142.0.0.0 Safari/537.36", Mixed),
        new(18, DeviceKind.Phone, $"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {AppleWebKit} Version/26.1 Mobile/15E148 Safari/604.1", Phones),
        new(4, DeviceKind.Phone, $"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {AppleWebKit} Version/18.5 Mobile/15E148 Safari/604.1", Phones),
        new(2, DeviceKind.Phone, $"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {AppleWebKit} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", Phones),
        new(17, DeviceKind.Phone, $"Mozilla/5.0 (Linux; Android 10; K) {WebKit} Chrome/142.0.0.0 Mobile Safari/537.36", Androids),
        new(4, DeviceKind.Phone, $"Mozilla/5.0 (Linux; Android 10; K) {WebKit} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36", Androids),
        new(1, DeviceKind.Phone, "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", Androids),
        new(3, DeviceKind.Tablet, $"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {AppleWebKit} Version/18.6 Mobile/15E148 Safari/604.1", Tablets),
        new(1, DeviceKind.Tablet, $"Mozilla/5.0 (Linux; Android 14; SM-X710) {WebKit} Chrome/142.0.0.0 Safari/537.36", ["800x1280"]),
    ];
}
