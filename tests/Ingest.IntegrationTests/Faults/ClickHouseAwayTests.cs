using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Ingest.ClickHouse.Embedded;
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
        var port = FreePort();
        var site = await Sender.AddSiteAsync(dataPath);
        var engine = await StartEngineAsync(enginePath, port);
        await using var server = await IngestServer.StartAsync(dataPath, new Dictionary<string, string>
        {
            ["INGEST__ClickHouse__Endpoint"] = $"http://127.0.0.1:{port}",
            ["INGEST__ClickHouse__User"] = WriterPassword.User,
            ["INGEST__ClickHouse__Password"] = WriterPassword.ReadOrCreate(enginePath),
            ["INGEST__Batching__RetryDelayMax"] = "00:00:00.500",
        });
        Assert.Empty(server.Children());
        await SendAsync(server, site, "before");
        await Sender.WaitForAsync(server, "before", TimeSpan.FromSeconds(20));
        await Eventually.GetAsync(
            () => SinkAsync(server), state => state.GetProperty("undelivered_events").GetInt64() == 0, TimeSpan.FromSeconds(20), "the delivery acknowledged");

        await EndAsync(engine);
        await SendAsync(server, site, "away");
        var sink = await Eventually.GetAsync(
            () => SinkAsync(server), state => state.GetProperty("consecutive_failures").GetInt32() > 1, TimeSpan.FromSeconds(20), "failed deliveries in readiness");
        Assert.Equal(1, sink.GetProperty("undelivered_events").GetInt64());
        Assert.Contains("cannot be reached", sink.GetProperty("last_error").GetString(), StringComparison.Ordinal);
        Assert.True(sink.GetProperty("oldest_undelivered_seconds").GetDouble() > 0);

        engine = await StartEngineAsync(enginePath, port);
        await Sender.WaitForAsync(server, "away", TimeSpan.FromSeconds(20));
        Assert.Equal(2, await server.CountAsync("SELECT count() FROM v_pa_events"));
        await EndAsync(engine);
    }

    private static async Task SendAsync(IngestServer server, Guid site, string title)
    {
        using var reply = await Sender.SendAsync(server, site, title);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private static async Task<JsonElement> SinkAsync(IngestServer server) =>
        JsonDocument.Parse(await server.Http.GetStringAsync("/health/ready")).RootElement.GetProperty("sinks")[0];

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task<Process> StartEngineAsync(string path, int port)
    {
        var engine = Process.Start(IngestCommand.StartInfo(["clickhouse", "--path", path, "--port", $"{port}"]))!;
        var line = await engine.StandardOutput.ReadLineAsync().WaitAsync(IngestCommand.Limit);
        Assert.StartsWith("listening on", line, StringComparison.Ordinal);
        return engine;
    }

    private static async Task EndAsync(Process engine)
    {
        engine.Kill();
        await engine.WaitForExitAsync();
        engine.Dispose();
    }
}
