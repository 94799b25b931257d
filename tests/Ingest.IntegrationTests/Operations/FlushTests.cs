using System.Net;
using System.Net.Http.Headers;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary><c>POST /api/flush</c> and <c>ingest sink flush</c>: what waits for its batch is delivered now.</summary>
public sealed class FlushTests
{
    [Fact]
    public async Task What_waits_for_an_hour_is_delivered_at_once()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { ["INGEST__Batching__AgeMax"] = "01:00:00" });

        await SendAsync(server, site, "by-api");
        using var flushed = await FlushAsync(server, "");
        Assert.Equal("""{"sinks":["clickhouse"]}""", await flushed.Content.ReadAsStringAsync());
        Assert.Equal(1, await CountAsync(server, "by-api"));

        await SendAsync(server, site, "by-command");
        var (exitCode, output, errors) = await IngestCommand.RunAsync(["sink", "flush", "clickhouse", "--data", folder, "--key", server.FirstKey]);
        Assert.True(exitCode == 0, errors);
        Assert.Equal("Delivered: clickhouse.", output.Trim());
        Assert.Equal(1, await CountAsync(server, "by-command"));

        using var unknown = await FlushAsync(server, "?sink=nowhere");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("There are: clickhouse.", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await FlushAsync(server, "?wait=0");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_said_and_kept()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);
        await IngestCommand.RunAsync(["sink", "add", "away", "--endpoint", "http://127.0.0.1:1", "--data", folder]);
        await Poll.UntilAsync(async () => (await server.Http.GetStringAsync("/health/ready")).Contains("\"away\"", StringComparison.Ordinal), "the sink in readiness");
        await SendAsync(server, site, "stuck");

        using var reply = await FlushAsync(server, "?sink=away&wait=1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.Contains("away has 1 events to go", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var (exitCode, _, errors) = await IngestCommand.RunAsync(["sink", "flush", "away", "--wait", "1", "--data", folder, "--key", server.FirstKey]);
        Assert.Equal(1, exitCode);
        Assert.Contains("The log keeps it.", errors, StringComparison.Ordinal);
    }

    private static async Task SendAsync(IngestServer server, Guid site, string title)
    {
        using var reply = await Sender.SendAsync(server, site, title);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private static Task<long> CountAsync(IngestServer server, string title) =>
        server.CountAsync($"SELECT count() FROM v_pa_events WHERE page_title = '{title}'");

    private static async Task<HttpResponseMessage> FlushAsync(IngestServer server, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/flush" + query);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.FirstKey);
        return await server.Http.SendAsync(request);
    }
}
