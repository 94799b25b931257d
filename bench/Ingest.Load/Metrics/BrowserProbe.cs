using Microsoft.Playwright;

namespace Ingest.Load.Metrics;

/// <summary>How long the overview takes in a browser: from the address until all that it shows is there, scripts and drawing included.</summary>
internal sealed class BrowserProbe(Uri server, string key) : IAsyncDisposable
{
    private const string BrowserPath = "/usr/bin/chromium";

    // The first is for a process of root, as in a container. The others keep it from talking to anybody but the page.
    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // A part that waits for figures says so; before the first asks, there are none.
    private const string IsLoaded = "() => document.querySelector('.tiles-place .tile') && !document.querySelector('[aria-busy]')";

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IPage? _page;

    /// <summary>False where there is no browser: the rest is measured all the same.</summary>
    public static bool IsAvailable => File.Exists(BrowserPath);

    /// <summary>Starts the browser and signs in.</summary>
    public async Task StartAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = BrowserPath, Headless = true, Args = Arguments });
        _page = await _browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        await _page.GotoAsync($"{server}#key={key}");
        await _page.WaitForFunctionAsync(IsLoaded);
    }

    /// <summary>Milliseconds until the overview of a site and a range is there.</summary>
    public async Task<double> MeasureAsync(Guid site, string range)
    {
        await _page!.GotoAsync("about:blank");
        await _page.GotoAsync($"{server}#/{site}/overview?last={range}", new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await _page.WaitForFunctionAsync(IsLoaded);
        return await _page.EvaluateAsync<double>("() => performance.now()");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
