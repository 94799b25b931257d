using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Metrics;

/// <summary>A server with two sites and known events on 20 November 2026, and questions to its API. One for all tests of a class.</summary>
public sealed class MetricsServer : IAsyncLifetime
{
    public const string Day = "since=2026-11-20&until=2026-11-21";

    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private IngestServer? _server;

    internal IngestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    internal Guid Site { get; private set; }

    internal Guid Other { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _server = await IngestServer.StartAsync(_folder);
        Site = await AddSiteAsync("Known");
        Other = await AddSiteAsync("Other");

        // One visitor of three pages and a sign-up, one of a page, and one of the other site.
        await SendAsync(Site, "a", Noon, new { url = "/", title = "Start", referrer = "https://news.example/x" });
        await SendAsync(Site, "a", Noon.AddSeconds(30), new { url = "/pricing", title = "Prices" });
        await SendAsync(Site, "a", Noon.AddSeconds(60), new { url = "/", title = "Start" });
        await SendAsync(Site, "a", Noon.AddSeconds(90), new { url = "/pricing", name = "signup", data = new { plan = "it's \\ \"pro\"\n", seats = 3 } });
        await SendAsync(Site, "b", Noon.AddHours(3), new { url = "/pricing", title = "Prices" });
        await SendAsync(Other, "c", Noon, new { url = "/other", title = "Other" });
        await Poll.UntilAsync(async () => await Server.CountAsync("SELECT count() FROM fact_event FINAL") == 6, "six events");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    internal async Task SendAsync(Guid site, string visitor, DateTimeOffset time, object payload)
    {
        var fields = JsonSerializer.SerializeToNode(payload)!.AsObject();
        (fields["website"], fields["timestamp"], fields["hostname"], fields["id"]) = (site, time.ToUnixTimeSeconds(), "shop.example", visitor);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/send") { Content = JsonContent.Create(new { type = "event", payload = fields }) };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        using var reply = await Server.Http.SendAsync(request);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    internal async Task<HttpResponseMessage> AskAsync(string path, string? key = null, string? knownTag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Server.FirstKey);
        if (knownTag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", knownTag);
        }

        return await Server.Http.SendAsync(request);
    }

    /// <summary>The answer of a view.</summary>
    internal async Task<JsonElement> QueryAsync(string view, Guid? site = null, string? key = null)
    {
        using var reply = await AskAsync($"/api/sites/{site ?? Site}/query/{view}", key);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, $"{view}: {(int)reply.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The rows of an answer, each as JSON without spaces.</summary>
    internal async Task<List<string>> RowsAsync(string view, Guid? site = null) =>
        [.. (await QueryAsync(view, site)).GetProperty("rows").EnumerateArray().Select(row => JsonSerializer.Serialize(row, Plain))];

    /// <summary>The rows of a query in SQL, likewise.</summary>
    internal async Task<List<string>> SqlRowsAsync(string sql)
    {
        const string settings = "output_format_json_quote_64bit_integers=0&output_format_json_quote_decimals=0&date_time_output_format=iso";
        using var reply = await Server.Http.PostAsync(new Uri(Server.ClickHouse, $"/?database=ingest&default_format=JSONCompactEachRow&{settings}"), new StringContent(sql));
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => JsonSerializer.Serialize(JsonDocument.Parse(row).RootElement, Plain))];
    }

    internal async Task<string> KeyAsync(params string[] scopes)
    {
        var made = await PostAsync("/api/keys", new { name = Guid.NewGuid().ToString(), scopes });
        return made.GetProperty("key").GetString()!;
    }

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<Guid> AddSiteAsync(string name) => (await PostAsync("/api/sites", new { name })).GetProperty("id").GetGuid();

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Server.FirstKey);
        using var reply = await Server.Http.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
