using System.Runtime.CompilerServices;
using Ingest.IntegrationTests.Servers;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Browser;

/// <summary>A browser, the real server with its engine, and a server of pages on another origin.</summary>
public sealed class BrowserRig : IAsyncLifetime
{
    /// <summary>Paths of an operator who goes out of the way of blockers; the usual ones are there too.</summary>
    public const string CollectPath = "/in";
    public const string ScriptPath = "/assets/js/app.js";

    private readonly TemporaryFolder _folder = new();
    private PageServer? _pages;
    private IngestServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal IngestServer Server => _server!;

    internal PageServer Pages => _pages!;

    internal Guid Site { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsAvailable)
        {
            return;
        }

        Site = await Sender.AddSiteAsync(_folder);
        _server = await IngestServer.StartAsync(_folder, new Dictionary<string, string>
        {
            ["INGEST__Batching__AgeMax"] = "00:00:00.1",
            ["COLLECT_API_ENDPOINT"] = CollectPath,
            ["TRACKER_SCRIPT_NAME"] = ScriptPath,
        });
        _pages = await PageServer.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.StartAsync(_playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_pages is not null)
        {
            await _pages.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>A visitor with an empty browser, whose pages lie in the folder of the test's name.</summary>
    internal async Task<Visit> VisitAsync([CallerMemberName] string test = "")
    {
        Chromium.Require();
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { Locale = "de-AT", ViewportSize = new() { Width = 800, Height = 600 }, ScreenSize = new() { Width = 1366, Height = 768 } });
        return await Visit.StartAsync(this, context, "/" + test + "/");
    }
}
