using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.ClickHouse.Embedded;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Quarantine;

/// <summary>Rows that the real engine refuses: set aside, shown, and brought in by the operator's commands.</summary>
public sealed class QuarantineTests
{
    [Fact]
    public async Task An_event_that_violates_a_constraint_is_set_aside_alone_and_replayed_once_the_constraint_is_gone()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await StartAsync(folder, setAsideMax: 100);
        using var writer = Writer(server);
        await writer.QueryAsync("ALTER TABLE ingest.fact_event ADD CONSTRAINT no_poison CHECK page_title != 'poison'");
        await SendAsync(server, site, "before", "poison", "after");

        var sink = await SinkAsync(server, state => state.GetProperty("quarantined_records").GetInt32() == 1 && Undelivered(state) == 0);
        Assert.Equal((false, 0), (sink.GetProperty("isolating").GetBoolean(), sink.GetProperty("consecutive_failures").GetInt32()));
        Assert.Equal(["after", "before"], await TitlesAsync(server));
        Assert.Contains("ingest_records_quarantined_total{reason=\"refused\",sink=\"clickhouse\"} 1", await MetricsAsync(server), StringComparison.Ordinal);
        Assert.Contains("ingest_quarantine_entries{sink=\"clickhouse\"} 1", await MetricsAsync(server), StringComparison.Ordinal);

        var list = await RunAsync(folder, 0, "list");
        var id = Regex.Match(list, @"clickhouse/\d+-[0-9a-f]{8}").Value;
        Assert.Contains("code 469", await RunAsync(folder, 0, "show", id), StringComparison.Ordinal);
        var shown = JsonDocument.Parse(await RunAsync(folder, 0, "show", id)).RootElement;
        Assert.Contains("poison", shown.GetProperty("record").ToString(), StringComparison.Ordinal);
        Assert.Contains("--yes", await RunAsync(folder, 1, "discard", "--all"), StringComparison.Ordinal);
        Assert.Contains("list", await RunAsync(folder, 1, "show", "clickhouse/1-00000000"), StringComparison.Ordinal);

        await writer.QueryAsync("ALTER TABLE ingest.fact_event DROP CONSTRAINT no_poison");
        await RunAsync(folder, 0, "replay", id);
        await SinkAsync(server, state => state.GetProperty("quarantined_records").GetInt32() == 0 && Undelivered(state) == 0);
        await Poll.UntilAsync(async () => (await TitlesAsync(server)).Count == 3, "the replayed event");
        Assert.Equal(["after", "before", "poison"], await TitlesAsync(server));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "quarantine"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_changed_table_that_refuses_every_row_is_waited_for_and_only_the_bound_is_set_aside()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await StartAsync(folder, setAsideMax: 2);
        using var writer = Writer(server);
        await writer.QueryAsync("ALTER TABLE ingest.fact_event MODIFY COLUMN url_query Int64");
        await SendAsync(server, site, "a", "b", "c", "d", "e");

        var sink = await SinkAsync(server, state => state.GetProperty("last_error").GetString()?.Contains("ingest quarantine replay", StringComparison.Ordinal) == true);
        Assert.Equal((2, 3L), (sink.GetProperty("quarantined_records").GetInt32(), Undelivered(sink)));
        Assert.Empty(await TitlesAsync(server));

        await writer.QueryAsync("ALTER TABLE ingest.fact_event MODIFY COLUMN url_query String");
        await SinkAsync(server, state => Undelivered(state) == 0);
        Assert.Equal(["c", "d", "e"], await TitlesAsync(server));
        await RunAsync(folder, 0, "replay", "--all");
        await Poll.UntilAsync(async () => (await TitlesAsync(server)).Count == 5, "the replayed events");
        Assert.Equal(["a", "b", "c", "d", "e"], await TitlesAsync(server));
    }

    private static Task<IngestServer> StartAsync(string folder, int setAsideMax) => IngestServer.StartAsync(folder, new Dictionary<string, string>
    {
        ["INGEST__Batching__SetAsideMax"] = $"{setAsideMax}",
        ["INGEST__Batching__RetryDelayMax"] = "00:00:00.200",
    });

    private static EngineClient Writer(IngestServer server) =>
        new(server.ClickHouse, WriterPassword.User, WriterPassword.ReadOrCreate(Path.Combine(server.DataPath, "clickhouse")));

    // One request, so that they are in the log one after the other.
    private static async Task SendAsync(IngestServer server, Guid site, params string[] titles)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/batch")
        {
            Content = JsonContent.Create(titles.Select(title => new { type = "event", payload = new { website = site, url = "/page?from=test", title } })),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        using var reply = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private static async Task<List<string?>> TitlesAsync(IngestServer server) =>
        [.. (await server.QueryAsync("SELECT page_title FROM v_pa_events ORDER BY page_title")).Select(row => row.GetProperty("page_title").GetString())];

    private static Task<JsonElement> SinkAsync(IngestServer server, Func<JsonElement, bool> satisfies) => Poll.ForAsync(
        async () => JsonDocument.Parse(await server.Http.GetStringAsync("/health/ready")).RootElement.GetProperty("sinks")[0], satisfies, "the state of the sink");

    private static long Undelivered(JsonElement sink) => sink.GetProperty("undelivered_events").GetInt64();

    private static Task<string> MetricsAsync(IngestServer server) => server.Http.GetStringAsync("/metrics");

    private static async Task<string> RunAsync(string folder, int exitCode, params string[] arguments)
    {
        var (code, output, errors) = await IngestCommand.RunAsync(["quarantine", .. arguments, "--data", folder]);
        Assert.True(code == exitCode, $"{code}: {output}{errors}");
        return output + errors;
    }
}
