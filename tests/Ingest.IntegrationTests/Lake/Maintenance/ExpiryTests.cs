using Ingest.IntegrationTests.Lake.Sink;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.IntegrationTests.Lake.Maintenance;

public sealed class ExpiryTests(LakeEngine engine) : IClassFixture<LakeEngine>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Removes_exactly_what_only_old_snapshots_reached()
    {
        await using var lake = await OpenAsync("exactly");
        var ids = await lake.WriteAsync(events: 60, batches: 5);
        var oldFiles = (await lake.FilesAsync()).Select(file => WrittenLake.PathOf(file.Path)).ToArray();
        await lake.CompactAsync();
        var table = (await lake.TableAsync()).Metadata;
        var metadata = Path.Combine(lake.Folder, "ingest", "pa_events", "metadata");
        var before = lake.Paths();
        var hash = WrittenLake.HashOf(lake.Folder);

        var planned = await lake.ExpireAsync(isDryRun: true);
        Assert.Equal(hash, WrittenLake.HashOf(lake.Folder));
        var report = await lake.ExpireAsync();

        // What was there without what is there: the former data files, each list but the last, and the manifests of those.
        var removed = before.Except(lake.Paths()).ToArray();
        Assert.Equal(oldFiles.Order(StringComparer.Ordinal), removed.Where(path => path.EndsWith(".parquet", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var lists = table.Snapshots.Where(snapshot => snapshot.SnapshotId != table.CurrentSnapshotId).Select(snapshot => WrittenLake.PathOf(snapshot.ManifestList));
        Assert.Equal(lists.Order(StringComparer.Ordinal), removed.Where(path => Path.GetFileName(path).StartsWith("snap-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(removed, path => Assert.True(oldFiles.Contains(path) || Path.GetDirectoryName(path) == metadata, path));
        Assert.Equal((5, 10, 10), (report.Snapshots.Count, report.DataFiles, report.ManifestFiles));
        Assert.Equal((planned.Snapshots.Count, planned.DataFiles, planned.ManifestFiles), (report.Snapshots.Count, report.DataFiles, report.ManifestFiles));

        Assert.Equal(ids.Order(), (await engine.EventIdsAsync(lake.Folder)).Order());
        Assert.Empty(await lake.OrphansAsync());
        Assert.Empty((await lake.ExpireAsync()).Snapshots);
        await lake.WriteAsync(events: 10);
        Assert.Equal(ids.Count + 10, (await engine.EventIdsAsync(lake.Folder)).Count);
    }

    [Fact]
    public async Task A_snapshot_that_has_a_name_stays_with_its_files()
    {
        await using var lake = await OpenAsync("named");
        await lake.WriteAsync(events: 30, batches: 4);
        var named = (await lake.TableAsync()).Metadata.Snapshots[1].SnapshotId;
        await lake.ChangeAsync(new SetSnapshotRef("audit", "tag", named));
        await lake.CompactAsync();

        var report = await lake.ExpireAsync();

        Assert.Equal(3, report.Snapshots.Count);
        Assert.Equal([named, (await lake.TableAsync()).Metadata.CurrentSnapshotId!.Value], (await lake.TableAsync()).Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId));
        var rows = await engine.AskAsync(lake.Folder, "pa_events", $"SELECT toInt32(count()) AS n FROM TABLE SETTINGS iceberg_snapshot_id = {named}");
        Assert.Equal(60, rows[0].GetProperty("n").GetInt32());
        Assert.Equal(120, (await engine.EventIdsAsync(lake.Folder)).Count);
    }

    [Fact]
    public async Task Metadata_files_go_that_the_table_does_not_name_and_no_other()
    {
        await using var lake = await OpenAsync("metadata");
        await lake.WriteAsync(events: 10, batches: 3);
        var folder = Path.Combine(lake.Folder, "ingest", "pa_events", "metadata");
        var oldest = Directory.EnumerateFiles(folder, "00000-*.metadata.json").Single();
        var left = await File.ReadAllTextAsync(oldest, Token);
        var uuid = (await lake.TableAsync()).Metadata.TableUuid.ToString();
        var others = Path.Combine(folder, $"00000-{Guid.NewGuid()}.metadata.json");
        await File.WriteAllTextAsync(others, left.Replace(uuid, Guid.NewGuid().ToString(), StringComparison.Ordinal), Token);
        await lake.ChangeAsync(new SetProperties(new Dictionary<string, string> { ["write.metadata.previous-versions-max"] = "2" }));
        await lake.WriteAsync(events: 10, batches: 2);

        // As a commit leaves it that could not remove it.
        await File.WriteAllTextAsync(oldest, left, Token);
        var report = await lake.ExpireAsync(keep: 100);

        Assert.Empty(report.Snapshots);
        Assert.Equal(1, report.MetadataFiles);
        Assert.False(File.Exists(oldest));
        Assert.True(File.Exists(others));
        var table = await lake.TableAsync();
        Assert.All(table.Metadata.MetadataLog, former => Assert.True(File.Exists(WrittenLake.PathOf(former.MetadataFile))));
        Assert.Equal(table.Metadata.MetadataLog.Count + 2, Directory.EnumerateFiles(folder, "*.metadata.json").Count());
    }

    private Task<WrittenLake> OpenAsync(string name) => WrittenLake.OpenAsync(Path.Combine(engine.Lakes, name));
}
