using System.Globalization;
using Ingest.IntegrationTests.Lake.Sink;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Reading;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Maintenance;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Tables;

namespace Ingest.IntegrationTests.Lake.Maintenance;

public sealed class CompactionTests(LakeEngine engine) : IClassFixture<LakeEngine>
{
    private const int EventTimeId = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_event_is_there_once_in_fewer_files_in_order()
    {
        await using var lake = await OpenAsync("order");
        var ids = await lake.WriteAsync(events: 120, batches: 6);
        var before = await lake.TableAsync();

        var report = await lake.CompactAsync(filesMin: 5);

        Assert.Equal((12, 2, 720L, 2), (report.FilesBefore, report.FilesAfter, report.Rows, report.Groups));
        Assert.Empty(report.LeftOut);
        var files = await lake.FilesAsync();
        Assert.Equal(2, files.Count);
        Assert.All(files, file => AssertSorted(file, before.Metadata));
        Assert.Equal(ids.Order(), (await engine.EventIdsAsync(lake.Folder)).Order());
        Assert.Empty((await lake.VerifyAsync()).Faults);

        // One snapshot, which says what it has done; the note of the log is as it was, and the past can be read.
        var after = (await lake.TableAsync()).Metadata;
        var snapshot = after.CurrentSnapshot!;
        Assert.Equal(before.Metadata.Snapshots.Count + 1, after.Snapshots.Count);
        Assert.Equal(("replace", "12", "2", "2", "720"), (snapshot.Summary["operation"], snapshot.Summary["deleted-data-files"], snapshot.Summary["added-data-files"], snapshot.Summary["total-data-files"], snapshot.Summary["total-records"]));
        Assert.Equal(before.Metadata.Properties, after.Properties);
        Assert.Contains(lake.Delivered.ToString(CultureInfo.InvariantCulture), after.Properties.Values);
        Assert.Equal(240, await CountAsync(lake.Folder, before.Metadata.Snapshots[1].SnapshotId));

        // Nothing is left to do.
        Assert.Equal(0, (await lake.CompactAsync()).FilesBefore);
    }

    [Fact]
    public async Task Files_are_about_as_large_as_the_table_says()
    {
        await using var lake = await OpenAsync("target");
        var ids = await lake.WriteAsync(events: 90, batches: 6);
        var target = (await lake.FilesAsync()).Max(file => file.FileSize) * 3 / 2;
        await lake.ChangeAsync(new SetProperties(new Dictionary<string, string> { ["write.target-file-size-bytes"] = target.ToString(CultureInfo.InvariantCulture) }));

        var report = await lake.CompactAsync();

        Assert.InRange(report.FilesAfter, 4, 10);
        Assert.All(await lake.FilesAsync(), file => Assert.InRange(file.FileSize, 1, target));
        Assert.Equal(ids.Order(), (await engine.EventIdsAsync(lake.Folder)).Order());
        Assert.Empty((await lake.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Beside_a_writer_nothing_is_lost_and_nothing_doubled()
    {
        await using var lake = await OpenAsync("beside");
        List<Guid> ids = [.. await lake.WriteAsync(events: 30, batches: 3)];
        var writing = Task.Run(async () => ids.AddRange(await lake.WriteAsync(events: 30, batches: 25)), Token);
        var rewritten = 0;
        while (!writing.IsCompleted)
        {
            rewritten += (await lake.CompactAsync()).FilesBefore;
        }

        await writing;

        // A file that is larger than the others together waits until they are one: what is left takes some rounds.
        for (var (round, left) = (0, 1); round < 5 && left > 0; round++)
        {
            left = (await lake.CompactAsync()).FilesBefore;
        }

        Assert.True(rewritten > 0);
        Assert.Equal(ids.Order(), (await engine.EventIdsAsync(lake.Folder)).Order());
        Assert.Equal(2, (await lake.FilesAsync()).Count);
        Assert.Empty((await lake.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Of_two_at_once_one_gives_up_and_leaves_no_file()
    {
        await using var lake = await OpenAsync("two");
        var ids = await lake.WriteAsync(events: 60, batches: 6);
        var table = await lake.TableAsync();
        var options = new CompactionOptions { FilesMin = 2 };

        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            Task.Run(() => new Compaction(lake.Lake, TimeProvider.System).RunAsync(table, options, progress: null, Token), Token)));

        Assert.Equal(12, reports.Sum(report => report.FilesBefore));
        Assert.Equal(2, reports.Sum(report => report.GroupsGivenUp));
        Assert.Equal(ids.Order(), (await engine.EventIdsAsync(lake.Folder)).Order());
        Assert.DoesNotContain(await lake.OrphansAsync(), path => path.EndsWith(".parquet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_and_left_and_the_others_are_done()
    {
        await using var lake = await OpenAsync("damaged");
        await lake.WriteAsync(events: 60, batches: 5);
        var victim = (await lake.FilesAsync())[0];
        var bytes = await File.ReadAllBytesAsync(WrittenLake.PathOf(victim.Path), Token);
        bytes[victim.SplitOffsets![0] + 40] ^= 0x40;
        await File.WriteAllBytesAsync(WrittenLake.PathOf(victim.Path), bytes, Token);

        var report = await lake.CompactAsync();

        Assert.Equal(victim.Path, Assert.Single(report.LeftOut).What);
        Assert.Equal(9, report.FilesBefore);
        Assert.Equal(3, (await lake.FilesAsync()).Count);
        Assert.Contains((await lake.FilesAsync()), file => file.Path == victim.Path);
        Assert.Empty(await lake.OrphansAsync());
    }

    [Fact]
    public async Task Deletes_of_another_writer_that_come_between_stop_the_commit()
    {
        await using var lake = await OpenAsync("deletes");
        await lake.WriteAsync(events: 60, batches: 2);
        var table = await lake.TableAsync();
        var snapshots = new SnapshotWriter(lake.Lake.Storage, TimeProvider.System);
        var files = await SnapshotFiles.ReadAsync(snapshots, table.Metadata, table.Metadata.CurrentSnapshot, Token);
        var sources = files.Data.Where(file => file.File.Partition[1]!.ToString() == WrittenLake.Site.ToString()).Select(file => file.Entry).ToArray();
        var replace = new ReplaceFiles(snapshots, [new Rewrite(sources, [sources[0].File with { Path = "file:///nowhere/new.parquet" }], table.Metadata.Spec)]);
        Assert.NotNull(await replace.PlanAsync(table, Token));

        // A position delete of the partition, as another engine commits it.
        var id = SnapshotWriter.NewSnapshotId();
        var deletes = sources[0].File with { Content = FileContent.PositionDeletes, Path = $"{table.Metadata.Location}/data/deletes.parquet", SortOrderId = null };
        var manifest = await snapshots.WriteManifestAsync(table.Metadata, table.Metadata.Spec, ManifestContent.Deletes, [new ManifestEntry(EntryStatus.Added, deletes)], id, Token);
        var plan = await snapshots.PlanAsync(table, id, [.. files.Manifests, manifest], new Dictionary<string, string> { ["operation"] = "delete" }, [], Token);
        Assert.Equal(CommitKind.Committed, (await lake.Lake.Catalog.CommitAsync(table, plan.Changes, Token)).Kind);

        table = await lake.TableAsync();
        Assert.Null(await replace.PlanAsync(table, Token));
        Assert.Empty(replace.CommittedIn(table.Metadata)!);
        var report = await lake.CompactAsync();
        Assert.Equal((2, 1), (report.FilesBefore, report.Groups));
        Assert.Contains(WrittenLake.Site.ToString(), Assert.Single(report.LeftOut).What, StringComparison.Ordinal);
        Assert.Equal(3, (await lake.FilesAsync()).Count(file => file.Content == FileContent.Data));
    }

    private static void AssertSorted(DataFile file, TableMetadata table)
    {
        Assert.Equal(table.DefaultSortOrderId, file.SortOrderId);
        using var reader = ParquetReader.Open(File.ReadAllBytes(WrittenLake.PathOf(file.Path)));
        var rows = new RecordBatch(FileSchema.Of(table.Schema, _ => true));
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            reader.ReadRowGroup(group, rows);
        }

        var times = rows.Find<FixedColumn<long>>(EventTimeId).Values.ToArray();
        Assert.Equal(file.RecordCount, times.Length);
        Assert.Equal(times.Order(), times);
    }

    private async Task<long> CountAsync(string lake, long snapshot)
    {
        var rows = await engine.AskAsync(lake, "pa_events", $"SELECT toInt32(count()) AS n FROM TABLE SETTINGS iceberg_snapshot_id = {snapshot}");
        return rows[0].GetProperty("n").GetInt64();
    }

    private Task<WrittenLake> OpenAsync(string name) => WrittenLake.OpenAsync(Path.Combine(engine.Lakes, name));
}
