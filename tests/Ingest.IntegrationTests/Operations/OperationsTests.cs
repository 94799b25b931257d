using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.Core.Threads;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary>What an operator relies on: readiness, metrics, reload, stop, clear refusals.</summary>
public sealed class OperationsTests
{
    [Fact]
    public async Task Readiness_names_every_sink_with_the_age_and_count_of_what_waits()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        using var reply = await server.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var sink = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("sinks")[0];
        Assert.Equal("clickhouse", sink.GetProperty("name").GetString());
        Assert.Equal(0, sink.GetProperty("undelivered_events").GetInt64());
        Assert.Equal(0, sink.GetProperty("oldest_undelivered_seconds").GetDouble());
        Assert.Equal("live\n", await server.Http.GetStringAsync("/health/live"));
        Assert.StartsWith("<!doctype html>", await server.Http.GetStringAsync("/"), StringComparison.Ordinal);
    }

    // A query would hold the thread on which all of the engine's connections wait.
    [Fact]
    public async Task The_engine_does_not_inherit_how_the_server_waits_for_sockets()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { [SocketThreads.Setting] = "1" });
        var engine = await File.ReadAllTextAsync($"/proc/{Assert.Single(server.Children())}/environ");
        Assert.Contains("PATH=", engine, StringComparison.Ordinal);
        Assert.DoesNotContain(SocketThreads.Setting, engine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_count_what_was_stored_and_what_was_refused()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);
        using var stored = await Sender.SendAsync(server, site, "counted");
        using var bot = await Sender.SendAsync(server, site, "bot", agent: "curl/8.4.0");
        Assert.Equal("bot", bot.Headers.GetValues("X-Ingest-Dropped").Single());
        using var unknown = await Sender.SendAsync(server, Guid.NewGuid(), "unknown");
        Assert.Equal("unknown-site", unknown.Headers.GetValues("X-Ingest-Dropped").Single());

        // The delivery counts once ClickHouse has answered, a moment after the event can be read there.
        var metrics = await Poll.ForAsync(
            () => server.Http.GetStringAsync("/metrics"),
            text => Value(text, @"ingest_events_delivered_total\{[^}]*\}") > 0,
            "the delivery in the metrics");
        Assert.Equal(1, Value(metrics, @"ingest_events_appended_total"));
        Assert.Equal(1, Value(metrics, @"ingest_events_rejected_total\{[^}]*reason=""bot""[^}]*\}"));
        Assert.Equal(1, Value(metrics, @"ingest_events_rejected_total\{[^}]*reason=""unknown-site""[^}]*\}"));
        Assert.Equal(3, Value(metrics, @"ingest_events_received_total"));
    }

    [Fact]
    public async Task Flush_settings_reload_while_running_and_lose_nothing()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        var settings = Path.Combine(folder, "appsettings.json");
        await File.WriteAllTextAsync(settings, """{"Batching":{"AgeMax":"00:30:00"}}""");
        await using var server = await IngestServer.StartAsync(folder);
        using var reply = await Sender.SendAsync(server, site, "waits");
        await Poll.UntilAsync(async () => await UndeliveredAsync(server) == 1, "the event waiting in the open batch");
        Assert.Equal(0, await server.CountAsync("SELECT count() FROM v_pa_events"));

        await File.WriteAllTextAsync(settings, """{"Batching":{"AgeMax":"00:00:00.100"}}""");
        await Sender.WaitForAsync(server, "waits");
    }

    [Fact]
    public async Task Stop_delivers_what_is_committed_and_exits_with_zero()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        var environment = new Dictionary<string, string> { ["INGEST__Batching__AgeMax"] = "00:30:00" };
        await using (var server = await IngestServer.StartAsync(folder, environment))
        {
            using var reply = await Sender.SendAsync(server, site, "before the stop");
            Assert.Equal(0, await server.StopAsync());
        }

        await using var again = await IngestServer.StartAsync(folder, environment);
        Assert.Equal(1, await again.CountAsync("SELECT count() FROM v_pa_events WHERE page_title = 'before the stop'"));
    }

    [Fact]
    public async Task All_faults_of_the_settings_are_reported_at_once()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = await IngestCommand.RunAsync(
            ["serve", "--data", folder],
            new Dictionary<string, string>
            {
                ["INGEST__Batching__RowsMax"] = "0",
                ["INGEST__Server__ShutdownLimit"] = "-00:00:01",
                ["INGEST__Intake__QueueCapacity"] = "0",
            });
        Assert.Equal(1, exitCode);
        Assert.Contains("Batching:RowsMax", errors, StringComparison.Ordinal);
        Assert.Contains("Server:ShutdownLimit", errors, StringComparison.Ordinal);
        Assert.Contains("Intake:QueueCapacity", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_setting_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = await IngestCommand.RunAsync(
            ["serve", "--data", folder], new Dictionary<string, string> { ["INGEST__Batching__RowMax"] = "5" });
        Assert.Equal(1, exitCode);
        Assert.Contains("RowMax", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Umamis_variables_are_honoured()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        var environment = new Dictionary<string, string>
        {
            ["IGNORE_IP"] = "198.51.100.7, 203.0.113.0/24",
            ["CLIENT_IP_HEADER"] = "x-mine",
            ["DISABLE_BOT_CHECK"] = "1",
            ["SALT_ROTATION"] = "year",
            ["COLLECT_API_ENDPOINT"] = "/collect",
        };
        await using var server = await IngestServer.StartAsync(folder, environment);
        using var bot = await Sender.SendAsync(server, site, "bot", "/collect", agent: "curl/8.4.0");
        Assert.Equal(HttpStatusCode.OK, bot.StatusCode);
        Assert.False(bot.Headers.Contains("X-Ingest-Dropped"));
        server.Http.DefaultRequestHeaders.Add("x-mine", "203.0.113.9");
        using var blocked = await Sender.SendAsync(server, site, "blocked");
        Assert.Equal(HttpStatusCode.Forbidden, blocked.StatusCode);
        Assert.Equal("blocked-address", blocked.Headers.GetValues("X-Ingest-Dropped").Single());
    }

    [Fact]
    public async Task Second_server_on_the_same_folder_refuses()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        var (exitCode, _, errors) = await IngestCommand.RunAsync(["serve", "--data", folder, "--urls", "http://127.0.0.1:0"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("in use", errors, StringComparison.Ordinal);
    }

    private static async Task<long> UndeliveredAsync(IngestServer server) =>
        JsonDocument.Parse(await server.Http.GetStringAsync("/health/ready")).RootElement.GetProperty("sinks")[0].GetProperty("undelivered_events").GetInt64();

    private static double Value(string metrics, string series) =>
        Regex.Matches(metrics, $@"^{series}(?:\{{[^}}]*\}})? (\S+)$", RegexOptions.Multiline, TimeSpan.FromSeconds(1))
            .Sum(m => double.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
}
