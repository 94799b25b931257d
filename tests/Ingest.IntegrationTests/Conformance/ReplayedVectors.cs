using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ingest.IntegrationTests.Servers;
using Ingest.Tests.Enrichment.Location;

namespace Ingest.IntegrationTests.Conformance;

/// <summary>Sends every recorded case, one after another, to one server, and reads back what each has stored.</summary>
public sealed class ReplayedVectors : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IngestServer? _server;

    internal Dictionary<string, Replay> Replays { get; } = [];

    public async ValueTask InitializeAsync()
    {
        var database = Path.Combine(_folder, "city.mmdb");
        await File.WriteAllBytesAsync(database, TestDatabase.Writer(recordSize: 28, ipVersion: 6).Build());
        var data = Path.Combine(_folder, "data");
        var environment = new Dictionary<string, string>
        {
            ["APP_SECRET"] = (string)RecordedCase.File["meta"]!["app_secret"]!,
            ["INGEST__Identity__Formula"] = "umami-3.1",
            ["INGEST__Geo__DatabasePath"] = database,
        };
        var added = await IngestCommand.RunAsync(
            ["site", "add", "--name", "Recorded", "--id", (string)RecordedCase.File["meta"]!["website"]!, "--data", data]);
        Assert.True(added.ExitCode == 0, added.Errors);
        _server = await IngestServer.StartAsync(data, environment);
        foreach (var recorded in RecordedCase.All)
        {
            Replays[recorded.Name] = await SendAsync(recorded);
        }

        await AttachRowsAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task<Replay> SendAsync(RecordedCase recorded)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = _server!.Collect };
        using var request = recorded.Request();
        using var reply = await client.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();

        // The order of reception tells whose row is whose: the next request is of a later millisecond.
        var answeredAtMs = NowMs();
        await Poll.UntilAsync(() => NowMs() > answeredAtMs, "the next millisecond");
        return new Replay(recorded, (int)reply.StatusCode, text, reply.Headers.Concat(reply.Content.Headers).ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
    }

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task AttachRowsAsync(IngestServer server)
    {
        var expected = Replays.Values.Sum(replay => replay.StoredCount);
        await Poll.UntilAsync(
            async () => await server.CountAsync("SELECT count() FROM fact_event FINAL") >= expected, $"{expected} events in ClickHouse");
        var rows = new Queue<JsonNode>((await server.QueryAsync("SELECT * FROM fact_event FINAL ORDER BY received_at, event_id")).Select(r => JsonNode.Parse(r.GetRawText())!));
        var data = (await server.QueryAsync("SELECT * FROM v_pa_event_data")).Select(r => JsonNode.Parse(r.GetRawText())!).ToLookup(r => (string)r["event_id"]!);
        foreach (var replay in Replays.Values)
        {
            for (var i = 0; i < replay.StoredCount; i++)
            {
                var row = rows.Dequeue();
                replay.Rows.Add(row);
                replay.Data.AddRange(data[(string)row["event_id"]!]);
            }
        }

        Assert.Empty(rows);
    }
}

/// <summary>What one recorded case did here.</summary>
internal sealed record Replay(RecordedCase Recorded, int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public List<JsonNode> Rows { get; } = [];

    public List<JsonNode> Data { get; } = [];

    public JsonNode? Json => Body.StartsWith('{') ? JsonNode.Parse(Body) : null;

    public int StoredCount => Json?["sessionId"] is not null ? 1 : (int?)Json?["processed"] - (Headers.GetValueOrDefault("X-Ingest-Dropped", "").Contains("bot", StringComparison.Ordinal) ? 1 : 0) ?? 0;
}
