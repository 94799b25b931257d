using Ingest.Core.Faults;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Sink;

/// <summary>The server killed at every step of a commit to the lake: what it had acknowledged is there once, and no snapshot names a file that is not.</summary>
public sealed class LakeKillTests(LakeEngine engine) : IClassFixture<LakeEngine>
{
    public static TheoryData<FailpointName> Points =>
    [
        FailpointName.RangeBeforeSend,
        FailpointName.LakeBetweenFiles,
        FailpointName.LakeBeforeManifest,
        FailpointName.LakeBeforeList,
        FailpointName.LakeBeforeCommit,
        FailpointName.LakeBeforeSwap,
        FailpointName.LakeAfterSwap,
        FailpointName.LakeBetweenTables,
        FailpointName.DeliverBeforeCursor,
        FailpointName.CursorBeforeTruncate,
    ];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task What_was_acknowledged_is_in_the_lake_once(FailpointName point)
    {
        using var folder = new TemporaryFolder();
        var lake = Path.Combine(engine.Lakes, Failpoint.Text(point));
        var site = await Sender.AddSiteAsync(folder);
        var other = await Sender.AddSiteAsync(folder, "Other");
        List<Guid> acknowledged = [];
        string key;
        await using (var first = await LakeServer.StartAsync(folder, lake))
        {
            key = first.FirstKey!;
            acknowledged.AddRange(await first.SendAsync(site, 20));
            await first.FlushAsync(key);
            acknowledged.AddRange(await first.SendAsync(site, 30));
            acknowledged.AddRange(await first.SendAsync(other, 10));
        }

        // The stop has flushed, so that the second has a table to change. It dies at its own flush.
        await using (var second = await LakeServer.StartAsync(folder, lake, new Dictionary<string, string> { [Failpoint.Variable] = $"{Failpoint.Text(point)}=kill" }))
        {
            acknowledged.AddRange(await second.SendAsync(site, 25));
            acknowledged.AddRange(await second.SendAsync(other, 15));
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => second.PostFlushAsync(key, waitSeconds: 30));
            Assert.NotEqual(0, await second.EndAsync());
            Assert.Contains($"failpoint {Failpoint.Text(point)} kill", second.Log, StringComparison.Ordinal);
        }

        await using var third = await LakeServer.StartAsync(folder, lake);
        await third.FlushAsync(key);

        var found = await engine.EventIdsAsync(lake);
        Assert.Equal(acknowledged.Order(), found.Order());
        Assert.Empty(MissingFiles(lake));
        Assert.NotEmpty(await engine.AskAsync(lake, "pa_sessions", "SELECT session_id FROM TABLE"));
    }

    // Every file that any metadata names, as text: what is not there would be found by the reader who needs it.
    private static IEnumerable<string> MissingFiles(string lake) =>
        from metadata in Directory.EnumerateFiles(lake, "*.metadata.json", SearchOption.AllDirectories)
        from list in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(metadata), "\"manifest-list\":\"file://([^\"]+)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))
        where !File.Exists(list.Groups[1].Value)
        select $"{metadata} names {list.Groups[1].Value}";
}
