using Ingest.Hosting;
using Ingest.IntegrationTests.Lake.Sink;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Maintenance;

public sealed class UpkeepTests(LakeEngine engine) : IClassFixture<LakeEngine>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_compacts_while_it_delivers()
    {
        using var folder = new TemporaryFolder();
        var lake = Path.Combine(engine.Lakes, "upkeep");
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await LakeServer.StartAsync(folder, lake, new Dictionary<string, string> { ["INGEST__Iceberg__MaintenanceInterval"] = "00:00:01" });
        List<Guid> sent = [];
        await Poll.UntilAsync(
            async () =>
            {
                sent.AddRange(await server.SendAsync(site, 5));
                await server.FlushAsync(server.FirstKey!);
                return server.Log.Contains("files became 1;", StringComparison.Ordinal);
            },
            "the compaction in the background");

        Assert.Equal(sent.Order(), (await engine.EventIdsAsync(lake)).Order());
        Assert.True(!server.Log.Contains("has failed", StringComparison.Ordinal), server.Log);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task What_fails_is_warned_of_and_tried_again()
    {
        await using var lake = await WrittenLake.OpenAsync(Path.Combine(engine.Lakes, "failing"));
        await lake.WriteAsync(events: 10, batches: 5);
        var list = WrittenLake.PathOf((await lake.TableAsync()).Metadata.CurrentSnapshot!.ManifestList);
        File.Move(list, list + ".away");
        var logger = new RecordingLogger();
        await using var upkeep = new LakeUpkeep(lake.Lake, TimeSpan.FromMilliseconds(100), TimeProvider.System, logger);

        upkeep.Start(Token);
        await Poll.UntilAsync(() => logger.Messages.Any(message => message.Text.Contains("pa_events has failed", StringComparison.Ordinal)), "the warning");
        File.Move(list + ".away", list);
        await Poll.UntilAsync(() => logger.Messages.Any(message => message.Text.Contains("pa_events: 10 files became 2;", StringComparison.Ordinal)), "the compaction");
    }
}
