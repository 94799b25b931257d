using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Faults;

/// <summary>Kill -9 under load, then start again: every acknowledged event is in ClickHouse, once.</summary>
public sealed class KillTests
{
    private static readonly Guid Site = new("0198c0de-0000-7000-8000-000000000001");

    [Fact]
    public async Task Server_killed_under_load_keeps_every_acknowledged_event_once()
    {
        using var folder = new TemporaryFolder();
        await AddSiteAsync(folder);
        var load = new AcknowledgedLoad(Site);
        for (var round = 1; round <= 3; round++)
        {
            await using var server = await IngestServer.StartAsync(folder);
            using var stop = new CancellationTokenSource();
            var before = load.AcknowledgedCount;
            var running = load.RunAsync(server.Collect, stop.Token);
            await load.ReachAsync(before + (400 * round));
            await server.KillAsync();
            await stop.CancelAsync();
            await running;
        }

        await using var restarted = await IngestServer.StartAsync(folder);
        await load.AssertStoredOnceAsync(restarted);
    }

    [Fact]
    public async Task Engine_killed_under_load_is_restarted_and_shows_every_acknowledged_event_once()
    {
        using var folder = new TemporaryFolder();
        await AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);
        var load = new AcknowledgedLoad(Site);
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(server.Collect, stop.Token);
        for (var round = 1; round <= 3; round++)
        {
            await load.ReachAsync(load.AcknowledgedCount + 400);
            var engine = Assert.Single(server.Children());
            ChildProcess.Signal(engine, ChildProcess.Kill);
            await Poll.UntilAsync(
                async () => server.Children() is [var another] && another != engine && await server.CountAsync("SELECT 1") == 1,
                "a new engine");
        }

        await stop.CancelAsync();
        await running;
        await load.AssertStoredOnceAsync(server);
    }

    private static async Task AddSiteAsync(string data)
    {
        var added = await IngestCommand.RunAsync(["site", "add", "--name", "Load", "--id", Site.ToString(), "--data", data]);
        Assert.True(added.ExitCode == 0, added.Errors);
    }
}
