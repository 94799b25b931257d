using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Faults;

/// <summary>Posts events, each with a title of its own, and remembers which were acknowledged: the oracle of the kill tests.</summary>
internal sealed class AcknowledgedLoad(Guid site)
{
    private const int Clients = 8;

    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private int _sent;

    public int AcknowledgedCount => _acknowledged.Count;

    /// <summary>Posts from several clients until cancelled; a refused or broken request is not acknowledged, and not repeated.</summary>
    public Task RunAsync(Uri server, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(client => client % 2 == 0 ? SendAsync(server, cancellationToken) : BatchAsync(server, cancellationToken)));

    /// <summary>Completes when so many were acknowledged since the load began.</summary>
    public Task ReachAsync(int count) =>
        Poll.UntilAsync(() => AcknowledgedCount >= count, $"{count} acknowledged events");

    /// <summary>Fails unless every acknowledged event is in ClickHouse, and none twice.</summary>
    public async Task AssertStoredOnceAsync(IngestServer server)
    {
        // Counting would not do: an event that was stored without an acknowledgement would stand for one that is missing still.
        var stored = await Poll.ForAsync(
            () => StoredAsync(server),
            copies => _acknowledged.Keys.All(copies.ContainsKey),
            $"{AcknowledgedCount} acknowledged events in ClickHouse");
        Assert.DoesNotContain(stored, row => row.Value != 1);
    }

    private static async Task<Dictionary<string, int>> StoredAsync(IngestServer server)
    {
        var rows = await server.QueryAsync("SELECT page_title, toUInt32(count()) AS copies FROM v_pa_events GROUP BY page_title");
        return rows.ToDictionary(row => row.GetProperty("page_title").GetString()!, row => row.GetProperty("copies").GetInt32());
    }

    private async Task SendAsync(Uri server, CancellationToken cancellationToken)
    {
        using var http = Client(server);
        while (!cancellationToken.IsCancellationRequested)
        {
            var title = NextTitle();
            if (await PostAsync(http, "/api/send", Message(title)) is not null)
            {
                _acknowledged[title] = true;
            }
        }
    }

    private async Task BatchAsync(Uri server, CancellationToken cancellationToken)
    {
        using var http = Client(server);
        while (!cancellationToken.IsCancellationRequested)
        {
            var titles = Enumerable.Range(0, 10).Select(_ => NextTitle()).ToArray();
            if (await PostAsync(http, "/api/batch", titles.Select(Message).ToArray()) is { } reply && reply.GetProperty("errors").GetInt32() == 0)
            {
                Array.ForEach(titles, title => _acknowledged[title] = true);
            }
        }
    }

    private static HttpClient Client(Uri server)
    {
        var http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(Sender.Agent);
        return http;
    }

    private string NextTitle() => $"event {Interlocked.Increment(ref _sent)}";

    private object Message(string title) => new { type = "event", payload = new { website = site, url = "/load", title } };

    private static async Task<JsonElement?> PostAsync(HttpClient http, string path, object body)
    {
        try
        {
            using var reply = await http.PostAsJsonAsync(path, body);
            return reply.IsSuccessStatusCode ? await reply.Content.ReadFromJsonAsync<JsonElement>() : null;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }
}
