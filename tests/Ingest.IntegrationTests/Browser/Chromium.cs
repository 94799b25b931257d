using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Browser;

/// <summary>The browser of the machine, started without a window. Playwright drives it; its own browsers are not downloaded.</summary>
internal static class Chromium
{
    private const string Path = "/usr/bin/chromium";
    private const string Missing = "Chromium is not installed (Debian's chromium): the tracker is tested in a real browser only";

    // The browser's own says HeadlessChrome, which is a bot's. Playwright's way to set it does not reach the beacons of a page that has gone.
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

    // The first is for a process of root, as in a container. The others keep it from talking to anybody but the page.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--user-agent=" + Agent,
    ];

    public static bool IsAvailable => File.Exists(Path);

    /// <summary>Skips the test where there is no browser; fails it in CI, where that is a fault of the machine.</summary>
    public static void Require()
    {
        Assert.False(!IsAvailable && Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.SkipUnless(IsAvailable, Missing);
    }

    public static Task<IBrowser> StartAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Headless = true, Args = Arguments });
}
