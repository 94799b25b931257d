using System.Net;
using System.Net.Http.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary><c>ClickHouse:Enabled=false</c>: a server that collects, and delivers after a later start.</summary>
public sealed class CollectOnlyTests
{
    [Fact]
    public async Task Without_ClickHouse_events_are_taken_and_a_later_start_delivers_them()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await CollectAsync(folder, site);

        await using var server = await IngestServer.StartAsync(folder);
        await Sender.WaitForAsync(server, "collected");
    }

    private static async Task CollectAsync(string dataPath, Guid site)
    {
        await using var process = IngestCommand.Start(
            ["serve", "--data", dataPath, "--urls", "http://127.0.0.1:0"], new Dictionary<string, string> { ["INGEST__ClickHouse__Enabled"] = "false" });
        var address = new Uri((await process.LineAsync("  collect ")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        Assert.Contains("none: events wait in the log", await process.LineAsync("  ClickHouse "), StringComparison.Ordinal);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.UserAgent.ParseAdd(Sender.Agent);
        using var message = JsonContent.Create(new { type = "event", payload = new { website = site, url = "/page", title = "collected" } });
        using var reply = await http.PostAsync(address, message);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Empty(process.Children());
        using var ready = await http.GetAsync(new Uri(address, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        process.Signal(Processes.ChildProcess.Terminate);
        Assert.Equal(0, await process.EndAsync());
    }
}
