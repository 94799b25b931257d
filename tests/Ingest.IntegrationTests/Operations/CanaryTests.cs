using System.Net;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary>The canary on the real engine: it arrives, again and again, and nobody takes it for an event.</summary>
public sealed class CanaryTests
{
    private static readonly Dictionary<string, string> EverySecond = new()
    {
        ["INGEST__Canary__Interval"] = "00:00:00.500",
        ["INGEST__Batching__AgeMax"] = "00:00:00.100",
    };

    [Fact]
    public async Task It_comes_through_the_whole_path_and_is_counted_nowhere()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder, EverySecond);
        const string Newest = "SELECT toUnixTimestamp64Milli(max(sent_at)) FROM metadata_canary";
        await Poll.UntilAsync(async () => await server.CountAsync(Newest) > 0, "the first canary");
        var first = await server.CountAsync(Newest);
        await Poll.UntilAsync(async () => await server.CountAsync(Newest) > first, "a later canary");

        Assert.Equal(1, await server.CountAsync("SELECT count() FROM metadata_canary FINAL"));
        Assert.Equal(0, await server.CountAsync("SELECT count() FROM fact_event"));
        var metrics = await server.Http.GetStringAsync("/metrics");
        Assert.Contains("\ningest_events_appended_total 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ningest_events_received_total 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ningest_events_dequeued_total 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("ingest_sink_undelivered_events{sink=\"clickhouse\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.InRange(Age(metrics, "{stage=\"log\"}"), 0, 30);
        Assert.InRange(Age(metrics, "{sink=\"clickhouse\",stage=\"sink\"}"), 0, 60);
    }

    [Fact]
    public async Task A_far_end_that_is_away_for_longer_than_the_limit_turns_readiness_off_and_says_why()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string>(EverySecond) { ["INGEST__Canary__AgeMax"] = "00:00:02", ["INGEST__ClickHouse__Endpoint"] = "http://127.0.0.1:9" };
        await using var server = await IngestServer.StartAsync(folder, environment);
        var reply = await Poll.ForAsync(
            () => ReadyAsync(server), ready => ready.Status == HttpStatusCode.ServiceUnavailable, "readiness to turn off");
        var check = reply.Checks.Single(check => check.GetProperty("name").GetString() == "canary clickhouse");
        Assert.Contains("nothing has been delivered", check.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(reply.Checks.Single(log => log.GetProperty("name").GetString() == "canary log").GetProperty("ready").GetBoolean());
    }

    private static async Task<(HttpStatusCode Status, JsonElement[] Checks)> ReadyAsync(IngestServer server)
    {
        using var reply = await server.Http.GetAsync("/health/ready");
        var json = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
        return (reply.StatusCode, [.. json.GetProperty("checks").EnumerateArray()]);
    }

    private static double Age(string metrics, string labels)
    {
        var line = metrics.Split('\n').Single(line => line.StartsWith($"ingest_canary_age_seconds{labels} ", StringComparison.Ordinal));
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
