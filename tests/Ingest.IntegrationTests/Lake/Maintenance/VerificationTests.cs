using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;

namespace Ingest.IntegrationTests.Lake.Maintenance;

public sealed class VerificationTests
{
    private const int EventTimeId = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lake_as_the_sink_writes_it_is_good()
    {
        using var folder = new TemporaryFolder();
        await using var lake = await WrittenLake.OpenAsync(folder);
        await lake.WriteAsync(events: 50, batches: 2);

        var report = await lake.VerifyAsync();

        Assert.Empty(report.Faults);
        Assert.Equal((4, 4, 100L), (report.Files, report.FilesOfAll, report.Rows));
    }

    [Fact]
    public async Task Finds_a_flipped_byte_a_cut_file_and_a_missing_one()
    {
        using var folder = new TemporaryFolder();
        await using var lake = await WrittenLake.OpenAsync(folder);
        await lake.WriteAsync(events: 50, batches: 2);
        var files = await lake.FilesAsync();
        var paths = files.Select(file => WrittenLake.PathOf(file.Path)).ToArray();
        var bytes = await File.ReadAllBytesAsync(paths[0], Token);
        bytes[files[0].SplitOffsets![0] + 40] ^= 1;
        await File.WriteAllBytesAsync(paths[0], bytes, Token);
        await File.WriteAllBytesAsync(paths[1], (await File.ReadAllBytesAsync(paths[1], Token))[..^1], Token);
        File.Delete(paths[2]);

        var faults = (await lake.VerifyAsync()).Faults;

        Assert.Equal(paths[..3], faults.Select(fault => WrittenLake.PathOf(fault.Path)));
        Assert.Contains("damaged", faults[0].What, StringComparison.Ordinal);
        Assert.Contains("its manifest says", faults[1].What, StringComparison.Ordinal);
        Assert.Contains("missing", faults[2].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_what_a_manifest_says_wrongly()
    {
        using var folder = new TemporaryFolder();
        await using var lake = await WrittenLake.OpenAsync(folder);
        await lake.WriteAsync(events: 50);
        var good = (await lake.FilesAsync())[0];
        var bounds = new Dictionary<int, byte[]>(good.LowerBounds!) { [EventTimeId] = good.UpperBounds![EventTimeId] };
        var (day, site) = ((int)good.Partition[0]!, good.Partition[1]);
        var cases = new (string Expected, DataFile File)[]
        {
            ("rows, and its manifest says", good with { RecordCount = good.RecordCount + 1 }),
            ("event_time has a value less than its lower bound", good with { LowerBounds = bounds }),
            ("nulls, and the manifest says 999", good with { NullCounts = new Dictionary<int, long>(good.NullCounts!) { [EventTimeId] = 999 } }),
            ("values, and the manifest says 999", good with { ValueCounts = new Dictionary<int, long>(good.ValueCounts!) { [EventTimeId] = 999 } }),
            ("rows are not of its partition: event_time_day", good with { Partition = [day + 1, site] }),
            ("rows are not of its partition: site_id", good with { Partition = [day, Guid.NewGuid().ToString()] }),
        };
        foreach (var (expected, file) in cases)
        {
            await AppendAsync(lake, file);
            Assert.Contains((await lake.VerifyAsync()).Faults, fault => fault.What.Contains(expected, StringComparison.Ordinal));
        }
    }

    private static async Task AppendAsync(WrittenLake lake, DataFile file)
    {
        var writer = new SnapshotWriter(lake.Lake.Storage, TimeProvider.System);
        var id = SnapshotWriter.NewSnapshotId();
        await new TableCommitter(lake.Lake.Catalog, lake.Lake.Storage, TimeProvider.System).CommitAsync(await lake.TableAsync(), PlanAsync, Token);

        async Task<CommitPlan?> PlanAsync(LoadedTable table, CancellationToken cancellationToken)
        {
            var manifest = await writer.WriteManifestAsync(
                table.Metadata, table.Metadata.Spec, ManifestContent.Data, [new ManifestEntry(EntryStatus.Added, file)], id, cancellationToken);
            return await writer.PlanAsync(table, id, [manifest], new Dictionary<string, string> { ["operation"] = "append" }, [], cancellationToken);
        }
    }
}
