using Ingest.Sinks.Iceberg.Maintenance;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Maintenance;

public sealed class CompactionPlanTests
{
    private const long Mega = 1 << 20;
    private static readonly TableMetadata Table = SampleTable.Create();
    private static readonly CompactionLimits Limits = new(128 * Mega, FilesMin: 5);

    [Fact]
    public void Small_files_of_a_partition_are_a_group_once_there_are_enough_of_them()
    {
        var plan = Plan([.. Files("a", 5, Mega), .. Files("b", 4, Mega), .. Files("a", 3, 100 * Mega)]);

        var group = Assert.Single(plan.Groups);
        Assert.Equal([1, "a"], group.Partition);
        Assert.Equal((5, 5 * Mega), (group.Sources.Count, group.Bytes));
        Assert.Empty(plan.LeftOut);
    }

    [Fact]
    public void Partition_values_that_read_alike_are_not_mixed() =>
        Assert.Equal(2, Plan([.. Files(null, 5, Mega), .. Files("null", 5, Mega)]).Groups.Count);

    [Fact]
    public void A_file_that_outweighs_all_smaller_ones_waits()
    {
        var group = Assert.Single(Plan([.. Files("a", 1, 50 * Mega), .. Files("a", 6, Mega)]).Groups);
        Assert.Equal(6 * Mega, group.Bytes);

        // But not where too few would be left.
        group = Assert.Single(Plan([.. Files("a", 1, 50 * Mega), .. Files("a", 4, Mega)]).Groups);
        Assert.Equal(54 * Mega, group.Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_group_takes_more_memory_than_the_bounds_and_no_file_is_in_two(int seed)
    {
        var random = new Random(seed);
        var files = Enumerable.Range(0, 300).Select(_ => FileOf($"{random.Next(5)}", random.NextInt64(1, 150 * Mega)) with
        {
            RecordCount = random.Next(1, 600_000),
            SortOrderId = random.Next(2),
            SplitOffsets = random.Next(2) == 0 ? null : [4, 100, 200, 300],
        }).ToArray();

        var plan = Plan(files);

        Assert.NotEmpty(plan.Groups);
        Assert.All(plan.Groups, group =>
        {
            Assert.InRange(group.Sources.Count, 2, 300);
            Assert.InRange(group.Bytes, 1, CompactionLimits.BytesAtOnce);
            Assert.InRange(group.Sources.Sum(source => CompactionLimits.RowsAtOnceOf(source.File, Table.DefaultSortOrderId)), 1, CompactionLimits.RowsAtOnce);
            Assert.Single(group.Sources.Select(source => source.File.Partition[1]).Distinct());
        });
        var paths = plan.Groups.SelectMany(group => group.Sources).Select(source => source.File.Path).Concat(plan.LeftOut.Select(left => left.What)).ToArray();
        Assert.Equal(paths.Length, paths.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_this_program_cannot_rewrite_is_named()
    {
        var files = Files("a", 6, Mega).ToArray();
        files[0] = files[0] with { Format = "ORC" };
        files[1] = files[1] with { KeyMetadata = [1] };
        files[2] = files[2] with { RecordCount = CompactionLimits.RowsAtOnce + 1 };
        var former = new LiveFile(new ManifestEntry(EntryStatus.Existing, FileOf("a", Mega)), SpecId: 7);

        var plan = CompactionPlan.Of(Table, new SnapshotFiles([], [.. files.Select(Live), former], []), Limits with { FilesMin = 2 });

        Assert.Equal(3, Assert.Single(plan.Groups).Sources.Count);
        Assert.Equal([.. files[..3].Select(file => file.Path), former.File.Path], plan.LeftOut.Select(left => left.What));
    }

    [Fact]
    public void A_partition_with_delete_files_is_refused_and_its_neighbour_is_not()
    {
        var deletes = FileOf("a", 10) with { Content = FileContent.PositionDeletes };
        var files = new SnapshotFiles([], [.. Files("a", 5, Mega).Concat(Files("b", 5, Mega)).Select(Live)], [Live(deletes)]);

        var plan = CompactionPlan.Of(Table, files, Limits);

        Assert.Equal("b", Assert.Single(plan.Groups).Partition[1]);
        Assert.Contains("site_id=a", Assert.Single(plan.LeftOut).What, StringComparison.Ordinal);

        // Deletes without a partition are of every row.
        var everywhere = Table with { PartitionSpecs = [.. Table.PartitionSpecs, new PartitionSpec(1, [])] };
        var global = new LiveFile(new ManifestEntry(EntryStatus.Existing, deletes with { Partition = [], Content = FileContent.EqualityDeletes }), SpecId: 1);
        Assert.Empty(CompactionPlan.Of(everywhere, files with { Deletes = [global] }, Limits).Groups);
    }

    private static CompactionPlan Plan(IEnumerable<DataFile> files) => CompactionPlan.Of(Table, new SnapshotFiles([], [.. files.Select(Live)], []), Limits);

    private static IEnumerable<DataFile> Files(string? site, int count, long bytes) => Enumerable.Range(0, count).Select(_ => FileOf(site, bytes));

    private static LiveFile Live(DataFile file) => new(new ManifestEntry(EntryStatus.Existing, file), SpecId: 0);

    private static DataFile FileOf(string? site, long bytes) =>
        new() { Path = $"{SampleTable.Location}/data/{Guid.NewGuid()}.parquet", Partition = [1, site], RecordCount = 100, FileSize = bytes };
}
