using System.Net;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Faults;

/// <summary>The disk of the log fills up under the server, and is freed again: it refuses, heals by itself, and shows what it acknowledged once.</summary>
public sealed class FullDiskTests
{
    // The log may hold a megabyte of events before it asks the disk for more.
    private const int SendsMax = 5_000;

    [Fact]
    public async Task A_disk_filled_by_another_program_and_freed_again_costs_nothing_that_was_acknowledged()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.Mount(Path.Combine(folder, "log-disk"), megabytes: 24);
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await StartAsync(folder, disk, freeBytesMin: 0);
        var acknowledged = new List<string>();
        for (var round = 0; round < 2; round++)
        {
            await StoreAsync(server, site, acknowledged);
            disk.Fill();
            await SendUntilRefusedAsync(server, site, acknowledged);
            Assert.Contains("is full", await NotReadyAsync(server), StringComparison.Ordinal);
            Assert.Contains("ingest_log_full 1", await server.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);

            disk.Free();
            await Poll.UntilAsync(async () => await IsReadyAsync(server), "readiness after the disk was freed");
            await StoreAsync(server, site, acknowledged);
        }

        await AssertStoredOnceAsync(server, acknowledged);

        // What is on that disk is enough to start from.
        await server.KillAsync();
        await using var restarted = await StartAsync(folder, disk, freeBytesMin: 0);
        await StoreAsync(restarted, site, acknowledged);
        await AssertStoredOnceAsync(restarted, acknowledged);
    }

    [Fact]
    public async Task The_free_space_floor_refuses_while_there_still_is_room()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.Mount(Path.Combine(folder, "log-disk"), megabytes: 24);
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await StartAsync(folder, disk, freeBytesMin: 30L << 20);
        using var refused = await Sender.SendAsync(server, site, "refused");
        AssertFull(refused);
        Assert.Contains("Log:FreeBytesMin", await NotReadyAsync(server), StringComparison.Ordinal);
    }

    private static Task<IngestServer> StartAsync(string folder, SmallDisk disk, long freeBytesMin) =>
        IngestServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["INGEST__Log__Path"] = Path.Combine(disk.Path, "log"),
            ["INGEST__Log__PageBytes"] = "65536",
            ["INGEST__Log__SegmentBytes"] = "1048576",
            ["INGEST__Log__MemoryBytes"] = "262144",
            ["INGEST__Log__FreeBytesMin"] = $"{freeBytesMin}",
            ["INGEST__Batching__AgeMax"] = "00:00:00.200",
        });

    private static async Task StoreAsync(IngestServer server, Guid site, List<string> acknowledged)
    {
        for (var i = 0; i < 50; i++)
        {
            var title = $"event {acknowledged.Count}";
            using var reply = await Sender.SendAsync(server, site, title);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            acknowledged.Add(title);
        }
    }

    private static async Task SendUntilRefusedAsync(IngestServer server, Guid site, List<string> acknowledged)
    {
        for (var i = 0; i < SendsMax; i++)
        {
            var title = $"event {acknowledged.Count}";
            using var reply = await Sender.SendAsync(server, site, title);
            if (reply.StatusCode != HttpStatusCode.OK)
            {
                AssertFull(reply);
                return;
            }

            acknowledged.Add(title);
        }

        Assert.Fail($"{SendsMax} events were taken on a full disk.");
    }

    private static void AssertFull(HttpResponseMessage reply)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.Equal("log-full", reply.Headers.GetValues("X-Ingest-Dropped").Single());
        Assert.NotNull(reply.Headers.RetryAfter);
    }

    private static async Task<string> NotReadyAsync(IngestServer server)
    {
        using var reply = await server.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        return await reply.Content.ReadAsStringAsync();
    }

    private static async Task<bool> IsReadyAsync(IngestServer server)
    {
        using var reply = await server.Http.GetAsync("/health/ready");
        return reply.IsSuccessStatusCode;
    }

    private static async Task AssertStoredOnceAsync(IngestServer server, List<string> acknowledged)
    {
        await Poll.UntilAsync(async () => await server.CountAsync("SELECT count() FROM v_pa_events") >= acknowledged.Count, "every acknowledged event");
        Assert.Equal(acknowledged.Count, await server.CountAsync("SELECT count() FROM v_pa_events"));
        Assert.Equal(acknowledged.Count, await server.CountAsync("SELECT uniqExact(page_title) FROM v_pa_events"));
    }
}
