using Ingest.Core.Faults;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>Writes the files of a snapshot: manifests and their list.</summary>
internal sealed class SnapshotWriter(ILakeStorage storage, TimeProvider time)
{
    /// <summary>A number for a new snapshot: positive and random, so that writers need not ask each other.</summary>
    public static long NewSnapshotId() => Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>The manifests of a table as it is now.</summary>
    public async Task<IReadOnlyList<ManifestFile>> ReadManifestsAsync(Snapshot? snapshot, CancellationToken cancellationToken) => snapshot is null
        ? []
        : ManifestListReader.Read(snapshot.ManifestList, await storage.ReadAsync(snapshot.ManifestList, cancellationToken));

    /// <summary>The lines of a manifest of a table.</summary>
    public async Task<IReadOnlyList<ManifestEntry>> ReadEntriesAsync(TableMetadata table, ManifestFile manifest, CancellationToken cancellationToken)
    {
        var spec = table.PartitionSpecs.FirstOrDefault(spec => spec.SpecId == manifest.SpecId)
            ?? throw new IcebergException($"The manifest {manifest.Path} is of the partition spec {manifest.SpecId}, which the table at {table.Location} does not have.");
        return [.. ManifestReader.Read(manifest, PartitionType.Of(table, spec), await storage.ReadAsync(manifest.Path, cancellationToken))];
    }

    /// <summary>Writes a manifest under a new name.</summary>
    public async Task<ManifestFile> WriteManifestAsync(
        TableMetadata table, PartitionSpec spec, ManifestContent content, IReadOnlyList<ManifestEntry> entries, long snapshotId, CancellationToken cancellationToken)
    {
        var written = new ManifestWriter(table.Schema, PartitionType.Of(table, spec))
            .Write($"{table.Location}/metadata/{Guid.NewGuid()}-m0.avro", content, entries, snapshotId);
        Failpoint.Hit(FailpointName.LakeBeforeManifest);
        await storage.WriteAsync(written.File.Path, written.Bytes, cancellationToken);
        return written.File;
    }

    /// <summary>Writes the list of a snapshot, and plans the commit that makes it the current one.</summary>
    /// <param name="table">The table as it is now.</param>
    /// <param name="snapshotId">Number of the snapshot.</param>
    /// <param name="manifests">All its manifests.</param>
    /// <param name="summary">What was done.</param>
    /// <param name="further">Changes that are to be made with it or not at all.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<CommitPlan> PlanAsync(
        LoadedTable table,
        long snapshotId,
        IReadOnlyList<ManifestFile> manifests,
        IReadOnlyDictionary<string, string> summary,
        IReadOnlyList<TableUpdate> further,
        CancellationToken cancellationToken)
    {
        var metadata = table.Metadata;
        var sequenceNumber = metadata.LastSequenceNumber + 1;
        var list = $"{metadata.Location}/metadata/snap-{snapshotId}-{Guid.NewGuid()}.avro";
        var bytes = ManifestListWriter.Write(snapshotId, metadata.CurrentSnapshotId, sequenceNumber, manifests);
        Failpoint.Hit(FailpointName.LakeBeforeList);
        await storage.WriteAsync(list, bytes, cancellationToken);
        Failpoint.Hit(FailpointName.LakeBeforeCommit);
        var snapshot = new Snapshot(
            snapshotId, sequenceNumber, Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), metadata.LastUpdatedMs), list, summary)
        {
            ParentSnapshotId = metadata.CurrentSnapshotId,
            SchemaId = metadata.CurrentSchemaId,
        };
        return new CommitPlan(
            new TableChanges(
                [new AssertTableUuid(metadata.TableUuid), new AssertRefSnapshotId(SnapshotRef.Main, metadata.CurrentSnapshotId)],
                [new AddSnapshot(snapshot), SetSnapshotRef.Main(snapshotId), .. further]),
            snapshotId,
            [list]);
    }
}
