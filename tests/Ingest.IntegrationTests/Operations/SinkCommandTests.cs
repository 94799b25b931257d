using System.Net;
using Ingest.ClickHouse.Embedded;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary><c>ingest sink</c> beside a running server: a second ClickHouse joins, is listed, and leaves.</summary>
public sealed class SinkCommandTests
{
    [Fact]
    public async Task A_sink_joins_and_leaves_a_running_server()
    {
        using var folder = new TemporaryFolder();
        var (dataPath, secondPath) = (Path.Combine(folder, "data"), Path.Combine(folder, "second"));
        var site = await Sender.AddSiteAsync(dataPath);
        await using var second = IngestCommand.Start(["clickhouse", "--path", secondPath, "--port", "0"]);
        var endpoint = (await second.LineAsync(EmbeddedServer.ListeningPrefix))[EmbeddedServer.ListeningPrefix.Length..].Trim();
        await using var server = await IngestServer.StartAsync(dataPath);
        await SendAsync(server, site, "before");
        await Sender.WaitForAsync(server, "before");

        await RunAsync(["sink", "add", "second", "--endpoint", endpoint, "--user", WriterPassword.User, "--password", WriterPassword.ReadOrCreate(secondPath), "--skip-backlog", "--data", dataPath]);
        await Poll.UntilAsync(async () => (await server.Http.GetStringAsync("/health/ready")).Contains("\"second\"", StringComparison.Ordinal), "the sink in readiness");
        await SendAsync(server, site, "both");
        await Sender.WaitForAsync(server, "both");
        using var http = new HttpClient { BaseAddress = new Uri(endpoint) };
        await Poll.UntilAsync(async () => await TitlesAsync(http) == "both", "the event in the second ClickHouse");
        Assert.Contains("second", await RunAsync(["sink", "list", "--data", dataPath]), StringComparison.Ordinal);

        var refused = await IngestCommand.RunAsync(["sink", "remove", "second", "--data", dataPath]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--yes", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("\"both\"", (await RunAsync(["sql", "SELECT page_title FROM v_pa_events", "--format", "CSV", "--endpoint", endpoint])).Trim());
        await RunAsync(["sink", "remove", "second", "--yes", "--data", dataPath]);
        await Poll.UntilAsync(() => !File.Exists(Path.Combine(dataPath, "cursors", "second.cursor")), "the place given up");
        await SendAsync(server, site, "after");
        await Sender.WaitForAsync(server, "after");
        Assert.Equal("both", await TitlesAsync(http));
    }

    [Theory]
    [InlineData("Upper", "must be of a-z")]
    [InlineData("far", "--endpoint")]
    public async Task A_sink_that_cannot_be_is_refused(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        string[] endpoint = name == "far" ? [] : ["--endpoint", "http://127.0.0.1:1"];

        var (exitCode, _, errors) = await IngestCommand.RunAsync(["sink", "add", name, .. endpoint, "--data", folder]);

        Assert.Equal(1, exitCode);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "sinks.json")));
    }

    private static async Task<string> TitlesAsync(HttpClient engine)
    {
        using var reply = await engine.PostAsync("/?database=ingest", new StringContent("SELECT arrayStringConcat(groupArray(page_title), ',') FROM v_pa_events FORMAT TSVRaw"));
        return (await reply.Content.ReadAsStringAsync()).Trim();
    }

    private static async Task SendAsync(IngestServer server, Guid site, string title)
    {
        using var reply = await Sender.SendAsync(server, site, title);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private static async Task<string> RunAsync(IEnumerable<string> arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(arguments);
        Assert.True(exitCode == 0, errors);
        return output;
    }
}
