using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Metadata;

/// <summary>What changes make of a table.</summary>
public sealed class TableChangesTests
{
    [Fact]
    public void A_new_table_is_empty_and_counts_its_ids()
    {
        var metadata = SampleTable.Create();
        Assert.Equal((10, 1001, 0L), (metadata.LastColumnId, metadata.LastPartitionId, metadata.LastSequenceNumber));
        Assert.Null(metadata.CurrentSnapshot);
        Assert.Equal(SampleTable.Definition.Schema.Fields, metadata.Schema.Fields);
    }

    [Fact]
    public void An_append_becomes_the_current_snapshot_and_is_logged()
    {
        var metadata = SampleTable.WithSnapshots(3);
        Assert.Equal(3, metadata.CurrentSnapshotId);
        Assert.Equal(2, metadata.CurrentSnapshot?.ParentSnapshotId);
        Assert.Equal([1, 2, 3], metadata.SnapshotLog.Select(entry => entry.SnapshotId));
        Assert.Equal([$"{SampleTable.Location}/metadata/0.json", $"{SampleTable.Location}/metadata/1.json", $"{SampleTable.Location}/metadata/2.json"], metadata.MetadataLog.Select(entry => entry.MetadataFile));
    }

    [Fact]
    public void An_append_to_what_has_changed_may_not_be_made()
    {
        var changes = SampleTable.Append(SampleTable.WithSnapshots(1), 9);
        Assert.True(changes.MayApply(SampleTable.WithSnapshots(1)));
        Assert.False(changes.MayApply(SampleTable.WithSnapshots(2)));
        Assert.False(changes.MayApply(SampleTable.Create()));
        Assert.False(changes.MayApply(SampleTable.WithSnapshots(1) with { TableUuid = Guid.NewGuid() }));
    }

    [Fact]
    public void A_snapshot_of_a_known_number_or_an_old_place_is_refused()
    {
        var metadata = SampleTable.WithSnapshots(2);
        var known = SampleTable.Append(metadata, 2);
        Assert.Contains("has a snapshot 2 already", Assert.Throws<IcebergException>(() => known.Apply(metadata, "x", SampleTable.Start)).Message, StringComparison.Ordinal);
        var old = SampleTable.Append(SampleTable.WithSnapshots(1), 9);
        Assert.Contains("sequence number 2", Assert.Throws<IcebergException>(() => old.Apply(metadata, "x", SampleTable.Start)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_never_goes_back()
    {
        var metadata = SampleTable.WithSnapshots(5);
        var next = SampleTable.Append(metadata, 6).Apply(metadata, "x", SampleTable.Start.AddDays(-1));
        Assert.Equal(metadata.LastUpdatedMs, next.LastUpdatedMs);
        Assert.Equal(next.SnapshotLog.Select(entry => entry.TimestampMs).Order(), next.SnapshotLog.Select(entry => entry.TimestampMs));
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData("3", 3)]
    [InlineData("1", 1)]
    [InlineData("0", 100)]
    [InlineData("many", 100)]
    public void As_many_former_files_are_named_as_the_table_says(string? setting, int count)
    {
        var metadata = SampleTable.Create();
        metadata = setting is null ? metadata : metadata with { Properties = new Dictionary<string, string> { ["write.metadata.previous-versions-max"] = setting } };
        for (var id = 1; id <= 105; id++)
        {
            metadata = SampleTable.Append(metadata, id).Apply(metadata, $"{id - 1}.json", SampleTable.Start);
        }

        Assert.Equal(count, metadata.MetadataLog.Count);
        Assert.Equal("104.json", metadata.MetadataLog[^1].MetadataFile);
    }

    [Fact]
    public void Snapshots_that_no_name_stands_for_can_be_removed()
    {
        var metadata = SampleTable.WithSnapshots(4);
        var next = new TableChanges([], [new RemoveSnapshots([2])]).Apply(metadata, "x", SampleTable.Start);
        Assert.Equal([1, 3, 4], next.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.Equal([3, 4], next.SnapshotLog.Select(entry => entry.SnapshotId));
        Assert.Contains("main", Assert.Throws<IcebergException>(() => new TableChanges([], [new RemoveSnapshots([4])]).Apply(metadata, "x", SampleTable.Start)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_added_by_a_further_schema()
    {
        var metadata = SampleTable.Create();
        var wider = new IcebergSchema(1, [.. metadata.Schema.Fields, new NestedField(11, "country", Required: false, IcebergType.String)]);
        var next = new TableChanges([new AssertCurrentSchemaId(0)], [new AddSchema(wider, 11), new SetCurrentSchema(-1)]).Apply(metadata, "x", SampleTable.Start);
        Assert.Equal((1, 11, 2), (next.CurrentSchemaId, next.LastColumnId, next.Schemas.Count));
        Assert.NotNull(next.Schema.Find("country"));
        Assert.False(new AssertCurrentSchemaId(0).Holds(next));
        Assert.False(next.Schema.HasSameFields(metadata.Schema));
        Assert.Throws<IcebergException>(() => new TableChanges([], [new SetCurrentSchema(5)]).Apply(next, "x", SampleTable.Start));
    }

    [Fact]
    public void Properties_are_set_and_removed()
    {
        var metadata = SampleTable.Create();
        var next = new TableChanges([], [new SetProperties(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }), new RemoveProperties(["a", "absent"])]).Apply(metadata, "x", SampleTable.Start);
        Assert.Equal(["b", "write.parquet.compression-codec"], next.Properties.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_name_for_a_snapshot_that_is_not_there_is_refused() =>
        Assert.Throws<IcebergException>(() => new TableChanges([], [SetSnapshotRef.Main(5)]).Apply(SampleTable.Create(), "x", SampleTable.Start));
}
