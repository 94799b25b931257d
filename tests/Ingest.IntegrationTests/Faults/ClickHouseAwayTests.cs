using System.Net;
using System.Text.Json;
using Ingest.ClickHouse.Embedded;
using Ingest.ClickHouse.Embedded.Supervision;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Faults;

/// <summary>A configured ClickHouse server, here the engine in a process of the test's own, goes away and comes back.</summary>
public sealed class ClickHouseAwayTests
{
    [Fact]
    public async Task Events_taken_while_the_server_is_away_are_shown_once_when_it_is_back()
    {
        using var folder = new TemporaryFolder();
        var (enginePath, dataPath) = (Path.Combine(folder, "engine"), Path.Combine(folder, "data"));
        var port = LoopbackPort.FindFree();
        var site = await Sender.AddSiteAsync(dataPath);
        await using var engine = await StartEngineAsync(enginePath, port);
        await using var server = await IngestServer.StartAsync(dataPath, new Dictionary<string, string>
        {
            ["INGEST__ClickHouse__Endpoint"] = $"http://127.0.0.1:{port}",
            ["INGEST__ClickHouse__User"] = WriterPassword.User,
            ["INGEST__ClickHouse__Password"] = WriterPassword.ReadOrCreate(enginePath),
            ["INGEST__Batching__RetryDelayMax"] = "00:00:00.500",
        });
        Assert.Empty(server.Children());
        await SendAsync(server, site, "before");
        await Sender.WaitForAsync(server, "before");
        await Poll.ForAsync(
            () => SinkAsync(server), state => state.GetProperty("undelivered_events").GetInt64() == 0, "the delivery acknowledged");

        await engine.DisposeAsync();
        await SendAsync(server, site, "away");
        var sink = await Poll.ForAsync(
            () => SinkAsync(server), state => state.GetProperty("consecutive_failures").GetInt32() > 1, "failed deliveries in readiness");
        Assert.Equal(1, sink.GetProperty("undelivered_events").GetInt64());
        Assert.Contains("cannot be reached", sink.GetProperty("last_error").GetString(), StringComparison.Ordinal);
        Assert.True(sink.GetProperty("oldest_undelivered_seconds").GetDouble() > 0);

        await using var again = await StartEngineAsync(enginePath, port);
        await Sender.WaitForAsync(server, "away");
        Assert.Equal(2, await server.CountAsync("SELECT count() FROM v_pa_events"));
    }

    private static async Task SendAsync(IngestServer server, Guid site, string title)
    {
        using var reply = await Sender.SendAsync(server, site, title);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private static async Task<JsonElement> SinkAsync(IngestServer server) =>
        JsonDocument.Parse(await server.Http.GetStringAsync("/health/ready")).RootElement.GetProperty("sinks")[0];

    private static async Task<ChildProcess> StartEngineAsync(string path, int port)
    {
        var engine = IngestCommand.Start(["clickhouse", "--path", path, "--port", $"{port}"]);
        await engine.LineAsync(EmbeddedServer.ListeningPrefix);
        return engine;
    }
}
