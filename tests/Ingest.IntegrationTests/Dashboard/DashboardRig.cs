using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ingest.IntegrationTests.Browser;
using Ingest.IntegrationTests.Servers;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>A browser, and the real server with its engine, a site of known events and one without any.</summary>
public sealed class DashboardRig : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IngestServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal IngestServer Server => _server!;

    internal Guid Site { get; private set; }

    internal Guid EmptySite { get; private set; }

    internal string ReadKey { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsAvailable)
        {
            return;
        }

        // As many questions at once as the page asks: on a loaded machine its patience is not what is tested.
        _server = await IngestServer.StartAsync(_folder, new Dictionary<string, string>
        {
            ["INGEST__Batching__AgeMax"] = "00:00:00.1",
            ["INGEST__Metrics__QueryTimeout"] = "00:01:00",
            ["INGEST__Access__FailuresPerMinute"] = "10000",
        });
        Site = await AddSiteAsync("Known", "Europe/Berlin");
        EmptySite = await AddSiteAsync("Empty", "UTC");
        ReadKey = (await AdminAsync("/api/keys", new { name = "Reader", scopes = new[] { "read:*" } })).GetProperty("key").GetString()!;
        var sent = await KnownTraffic.SendAsync(Server, Site, TimeProvider.System.GetUtcNow());
        await Poll.UntilAsync(async () => await Server.CountAsync("SELECT count() FROM fact_event FINAL") == sent, $"{sent} events");
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
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Somebody who looks at the dashboard with an empty browser; the page is not open yet.</summary>
    internal async Task<Reader> ReaderAsync(bool isDark = false, bool isPhone = false)
    {
        Chromium.Require();
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = isPhone ? new() { Width = 360, Height = 740 } : new() { Width = 1280, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return await Reader.StartAsync(this, context);
    }

    /// <summary>Posts to the admin API.</summary>
    internal Task<JsonElement> AdminAsync(string path, object body) => AdminAsync(HttpMethod.Post, path, body);

    /// <summary>Asks the admin API; an answer without a body is undefined.</summary>
    internal async Task<JsonElement> AdminAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Server.FirstKey);
        using var reply = await Server.Http.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The rows that the API answers to an address that the page has asked, by their columns.</summary>
    internal async Task<List<Dictionary<string, JsonElement>>> RowsAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ReadKey);
        using var reply = await Server.Http.SendAsync(request);
        var answer = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
        var names = answer.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!).ToArray();
        return [.. answer.GetProperty("rows").EnumerateArray().Select(row => names.Zip(row.EnumerateArray()).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private async Task<Guid> AddSiteAsync(string name, string timeZone) =>
        (await AdminAsync("/api/sites", new { name, settings = new { timeZone } })).GetProperty("id").GetGuid();
}
