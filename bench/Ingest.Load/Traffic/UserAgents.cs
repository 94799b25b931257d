using System.Text;

namespace Ingest.Load.Traffic;

/// <summary>A browser on a device.</summary>
/// <param name="Text">Its <c>User-Agent</c>.</param>
/// <param name="Screens">Screens that such devices have.</param>
internal sealed record UserAgent(byte[] Text, byte[][] Screens);

/// <summary>Some 200 user agents, the most frequent first: the browsers and systems that most visitors have, in several versions each.</summary>
internal static class UserAgents
{
    private static readonly byte[][] Desktop = Screens("1920x1080", "1536x864", "2560x1440", "1366x768", "1440x900", "3840x2160", "1680x1050");
    private static readonly byte[][] Mac = Screens("1512x982", "1440x900", "1728x1117", "2560x1440", "1470x956");
    private static readonly byte[][] Phone = Screens("360x800", "412x915", "384x832", "393x873", "360x780");
    private static readonly byte[][] Apple = Screens("390x844", "393x852", "430x932", "375x812", "402x874");
    private static readonly byte[][] Tablet = Screens("820x1180", "768x1024", "800x1280", "834x1194");

    private static readonly int[] ChromeVersions = [142, 141, 140, 139, 138, 136, 131, 126, 120, 109];
    private static readonly int[] FirefoxVersions = [145, 144, 143, 140, 128, 115];
    private static readonly string[] SafariVersions = ["26.1", "26.0", "18.6", "18.5", "17.6", "16.6"];
    private static readonly string[] AppleVersions = ["26_1", "26_0", "18_7", "18_6", "17_7", "16_7"];
    private static readonly string[] Androids = ["10; K", "15; Pixel 9", "14; SM-S921B", "13; SM-A536B", "12; moto g60"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<UserAgent> All { get; } = Interleave(
        ChromeVersions.SelectMany(version => Chromes(version)),
        SafariVersions.Zip(AppleVersions).SelectMany(pair => Safaris(pair.First, pair.Second)),
        FirefoxVersions.SelectMany(version => Firefoxes(version)));

    private static IEnumerable<UserAgent> Chromes(int version)
    {
        const string Engine = "AppleWebKit/537.36 (KHTML, like Gecko)";
        yield return Of($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Engine} Chrome/{version}.0.0.0 Safari/537.36", Desktop);
        yield return Of($"Mozilla/5.0 (Linux; Android 10; K) {Engine} Chrome/{version}.0.0.0 Mobile Safari/537.36", Phone);
        yield return Of($"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {Engine} Chrome/{version}.0.0.0 Safari/537.36", Mac);
        yield return Of($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Engine} Chrome/{version}.0.0.0 Safari/537.36 Edg/{version}.0.0.0", Desktop);
        yield return Of($"Mozilla/5.0 (X11; Linux x86_64) {Engine} Chrome/{version}.0.0.0 Safari/537.36", Desktop);
        yield return Of($"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {Engine} Chrome/{version}.0.0.0 Safari/537.36", Desktop);
        yield return Of($"Mozilla/5.0 (Linux; Android 10; K) {Engine} SamsungBrowser/{version / 5}.0 Chrome/{version}.0.0.0 Mobile Safari/537.36", Phone);
        yield return Of($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Engine} Chrome/{version}.0.0.0 Safari/537.36 OPR/{version - 15}.0.0.0", Desktop);
        yield return Of($"Mozilla/5.0 (Linux; Android 13; SM-X200) {Engine} Chrome/{version}.0.0.0 Safari/537.36", Tablet);
        foreach (var android in Androids.Skip(1))
        {
            yield return Of($"Mozilla/5.0 (Linux; Android {android}) {Engine} Chrome/{version}.0.0.0 Mobile Safari/537.36", Phone);
        }
    }

    private static IEnumerable<UserAgent> Safaris(string version, string system)
    {
        const string Engine = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        yield return Of($"Mozilla/5.0 (iPhone; CPU iPhone OS {system} like Mac OS X) {Engine} Version/{version} Mobile/15E148 Safari/604.1", Apple);
        yield return Of($"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {Engine} Version/{version} Safari/605.1.15", Mac);
        yield return Of($"Mozilla/5.0 (iPad; CPU OS {system} like Mac OS X) {Engine} Version/{version} Mobile/15E148 Safari/604.1", Tablet);
        yield return Of($"Mozilla/5.0 (iPhone; CPU iPhone OS {system} like Mac OS X) {Engine} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", Apple);
        yield return Of($"Mozilla/5.0 (iPhone; CPU iPhone OS {system} like Mac OS X) {Engine} FxiOS/145.0 Mobile/15E148 Safari/605.1.15", Apple);
    }

    private static IEnumerable<UserAgent> Firefoxes(int version)
    {
        yield return Of($"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0", Desktop);
        yield return Of($"Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0", Desktop);
        yield return Of($"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:{version}.0) Gecko/20100101 Firefox/{version}.0", Mac);
        yield return Of($"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0", Desktop);
        yield return Of($"Mozilla/5.0 (Android 14; Mobile; rv:{version}.0) Gecko/{version}.0 Firefox/{version}.0", Phone);
        yield return Of($"Mozilla/5.0 (Android 13; Tablet; rv:{version}.0) Gecko/{version}.0 Firefox/{version}.0", Tablet);
    }

    // Of each family the newest come first, and three of Chrome's kind for one of the others.
    private static List<UserAgent> Interleave(IEnumerable<UserAgent> many, params IEnumerable<UserAgent>[] others)
    {
        var all = new List<UserAgent>();
        var queues = others.Select(family => new Queue<UserAgent>(family)).ToArray();
        foreach (var (index, one) in many.Index())
        {
            all.Add(one);
            if (index % 3 == 0 && queues[index / 3 % queues.Length].TryDequeue(out var other))
            {
                all.Add(other);
            }
        }

        return [.. all, .. queues.SelectMany(rest => rest)];
    }

    private static UserAgent Of(string text, byte[][] screens) => new(Encoding.ASCII.GetBytes(text), screens);

    private static byte[][] Screens(params string[] sizes) => [.. sizes.Select(Encoding.ASCII.GetBytes)];
}
