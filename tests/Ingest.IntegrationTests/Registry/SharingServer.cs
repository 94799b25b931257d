using System.Net;
using System.Net.Http.Json;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Registry;

/// <summary>A running <c>ingest serve</c> that only collects, with its sites in a database.</summary>
internal sealed class SharingServer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private SharingServer(ChildProcess process, Uri address)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(Sender.Agent);
    }

    public string Log => _process.Output + _process.Errors;

    public static async Task<SharingServer> StartAsync(string dataPath, string database)
    {
        var process = IngestCommand.Start(["serve", "--data", dataPath, "--urls", "http://127.0.0.1:0"], Environment(database));
        try
        {
            return new SharingServer(process, new Uri((await process.LineAsync("  collect ")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        }
        catch (Exception)
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public static Dictionary<string, string> Environment(string database) =>
        new() { ["INGEST__ClickHouse__Enabled"] = "false", ["INGEST__Access__OpenMetrics"] = "true", ["INGEST__Sites__ConnectionString"] = database };

    public Task AnswersAsync(Guid site, HttpStatusCode expected) =>
        Poll.UntilAsync(async () => await SendAsync(site) == expected, $"{expected} for the site {site}", TimeSpan.FromSeconds(20));

    public async Task<HttpStatusCode> SendAsync(Guid site)
    {
        using var message = JsonContent.Create(new { type = "event", payload = new { website = site, url = "/page" } });
        using var reply = await _http.PostAsync("/api/send", message);
        return reply.StatusCode;
    }

    public Task KnowsAsync(string path, string word, string key) => Poll.UntilAsync(
        async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new("Bearer", key);
            using var reply = await _http.SendAsync(request);
            return (await reply.Content.ReadAsStringAsync()).Contains(word, StringComparison.Ordinal);
        },
        $"{word} in {path}",
        TimeSpan.FromSeconds(20));

    public Task<string> MetricsAsync() => _http.GetStringAsync("/metrics");

    public Task WarnsAsync(string words) => Poll.UntilAsync(() => Log.Contains(words, StringComparison.Ordinal), words);

    public async Task StopAsync()
    {
        _process.Signal(ChildProcess.Terminate);
        Assert.Equal(0, await _process.EndAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
