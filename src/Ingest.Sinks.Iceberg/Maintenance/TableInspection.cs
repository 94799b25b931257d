using System.Globalization;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Tells what a table is made of, and whether it wants maintenance. Only reads.</summary>
/// <param name="lake">The lake.</param>
/// <param name="time">The clock.</param>
public sealed class TableInspection(Lake lake, TimeProvider time)
{
    /// <summary>A table in figures, from its metadata and all manifests of its current snapshot.</summary>
    /// <exception cref="IcebergException">A manifest cannot be read.</exception>
    public async Task<TableOverview> InspectAsync(LoadedTable table, CancellationToken cancellationToken)
    {
        var metadata = table.Metadata;
        var current = metadata.CurrentSnapshot;
        var files = await SnapshotFiles.ReadAsync(new SnapshotWriter(lake.Storage, time), metadata, current, cancellationToken);
        var plan = CompactionPlan.Of(metadata, files, CompactionLimits.Of(metadata, new CompactionOptions().FilesMin));
        return new TableOverview
        {
            Location = metadata.Location,
            MetadataLocation = table.MetadataLocation,
            Catalog = lake.Options is { CatalogType: CatalogType.Jdbc, CatalogUri.Length: 0 } ? "jdbc (a file)" : lake.Options.CatalogType.ToString().ToLowerInvariant(),
            Rows = files.Data.Sum(file => file.File.RecordCount),
            Files = files.Data.Count,
            Bytes = files.Data.Sum(file => file.File.FileSize),
            DeleteFiles = files.Deletes.Count,
            Snapshots = metadata.Snapshots.Count,
            CurrentAt = current is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(current.TimestampMs),
            Manifests = files.Manifests.Count,
            Partitions = files.Data.GroupBy(file => file.SpecId).Sum(spec => spec.Select(file => file.File.Partition).Distinct(PartitionComparer.Instance).Count()),
            Watermarks = Watermark.All(metadata),
            CompactableFiles = plan.Groups.Sum(group => group.Sources.Count),
            ExpirableSnapshots = ExpiryPlan.Of(metadata, new ExpiryOptions(), time.GetUtcNow()).Count,
        };
    }

    /// <summary>The snapshots of a table, the newest first.</summary>
    public static IReadOnlyList<SnapshotOverview> Snapshots(TableMetadata table) =>
        [.. table.Snapshots.OrderByDescending(snapshot => snapshot.SequenceNumber).Select(snapshot => Describe(table, snapshot))];

    private static SnapshotOverview Describe(TableMetadata table, Snapshot snapshot)
    {
        string? Word(string name) => snapshot.Summary.GetValueOrDefault(name);
        long Number(string name) => long.TryParse(Word(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new SnapshotOverview(
            snapshot.SnapshotId,
            DateTimeOffset.FromUnixTimeMilliseconds(snapshot.TimestampMs),
            Word("operation") ?? "",
            snapshot.SnapshotId == table.CurrentSnapshotId,
            [.. table.Refs.Where(named => named.Value.SnapshotId == snapshot.SnapshotId).Select(named => named.Key).Order(StringComparer.Ordinal)])
        {
            AddedFiles = Number("added-data-files"),
            DeletedFiles = Number("deleted-data-files"),
            AddedRows = Number("added-records"),
            DeletedRows = Number("deleted-records"),
            LogRange = Word("ingest.log-id") is { } log ? $"{log}:{Word("ingest.log-begin")}-{Word("ingest.log-end")}" : null,
        };
    }
}
