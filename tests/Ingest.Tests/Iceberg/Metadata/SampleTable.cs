using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Metadata;

/// <summary>A small table with every kind of type, and changes of it.</summary>
internal static class SampleTable
{
    public const string Location = "file:///lake/analytics/events";
    public static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static TableDefinition Definition { get; } = new(
        new IcebergSchema(0, [
            new NestedField(1, "event_id", Required: true, IcebergType.Uuid) { Doc = "identity" },
            new NestedField(2, "event_time", Required: true, IcebergType.TimestampTz),
            new NestedField(3, "site_id", Required: true, IcebergType.String),
            new NestedField(4, "amount", Required: false, IcebergType.Decimal(18, 4)),
            new NestedField(5, "props", Required: false, new MapType(6, IcebergType.String, 7, IsValueRequired: false, IcebergType.String)),
            new NestedField(8, "tags", Required: false, new ListType(9, IsElementRequired: true, new StructType([new NestedField(10, "name", Required: true, IcebergType.String)])))]),
        new PartitionSpec(0, [new PartitionField(2, 1000, "event_time_day", "day"), new PartitionField(3, 1001, "site_id", "identity")]),
        new SortOrder(1, [new SortField(2, "identity", "asc", "nulls-first")]),
        new Dictionary<string, string> { ["write.parquet.compression-codec"] = "zstd" });

    public static TableMetadata Create() => TableMetadata.Create(Definition, new Guid("9c12d441-03fe-4693-9a96-a0705ddf69c1"), Location, Start);

    /// <summary>Adds a snapshot on top of what is there, as a sink does.</summary>
    public static TableChanges Append(TableMetadata metadata, long id)
    {
        var snapshot = new Snapshot(
            id, metadata.LastSequenceNumber + 1, Start.ToUnixTimeMilliseconds() + id, $"{metadata.Location}/metadata/snap-{id}.avro", new Dictionary<string, string> { ["operation"] = "append" })
        {
            ParentSnapshotId = metadata.CurrentSnapshotId,
            SchemaId = metadata.CurrentSchemaId,
        };
        return new TableChanges(
            [new AssertTableUuid(metadata.TableUuid), new AssertRefSnapshotId(SnapshotRef.Main, metadata.CurrentSnapshotId)],
            [new AddSnapshot(snapshot), SetSnapshotRef.Main(id)]);
    }

    /// <summary>With so many snapshots.</summary>
    public static TableMetadata WithSnapshots(int count) => Enumerable.Range(1, count)
        .Aggregate(Create(), (metadata, id) => Append(metadata, id).Apply(metadata, $"{Location}/metadata/{id - 1}.json", Start.AddSeconds(id)));
}
