using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>A file that readers of a snapshot read.</summary>
/// <param name="Entry">Its line.</param>
/// <param name="SpecId">Number of the partition spec of its partition values.</param>
internal sealed record LiveFile(ManifestEntry Entry, int SpecId)
{
    /// <summary>The file.</summary>
    public DataFile File => Entry.File;
}

/// <summary>
/// What a snapshot consists of, without the metrics of columns, which are twenty times as much: about a kilobyte of memory for each file.
/// </summary>
/// <param name="Manifests">Its manifests.</param>
/// <param name="Data">Its files of rows.</param>
/// <param name="Deletes">Its files of deletes, which other writers have written.</param>
internal sealed record SnapshotFiles(IReadOnlyList<ManifestFile> Manifests, IReadOnlyList<LiveFile> Data, IReadOnlyList<LiveFile> Deletes)
{
    /// <summary>Reads the manifests of a snapshot; null has none.</summary>
    public static async Task<SnapshotFiles> ReadAsync(
        SnapshotWriter snapshots, TableMetadata table, Snapshot? snapshot, CancellationToken cancellationToken)
    {
        var manifests = await snapshots.ReadManifestsAsync(snapshot, cancellationToken);
        List<LiveFile> data = [];
        List<LiveFile> deletes = [];
        foreach (var manifest in manifests)
        {
            var live = (await snapshots.ReadEntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive)
                .Select(entry => new LiveFile(entry with { File = WithoutMetrics(entry.File) }, manifest.SpecId));
            (manifest.Content == ManifestContent.Data ? data : deletes).AddRange(live);
        }

        return new SnapshotFiles(manifests, data, deletes);
    }

    /// <summary>True when a file of deletes may be of rows of a partition: of the same one, or of all.</summary>
    public static bool MayDelete(LiveFile deletes, TableMetadata table, int specId, IReadOnlyList<object?> partition) =>
        table.PartitionSpecs.FirstOrDefault(spec => spec.SpecId == deletes.SpecId) is not { Fields.Count: > 0 }
        || (deletes.SpecId == specId && PartitionComparer.Instance.Equals(deletes.File.Partition, partition));

    private static DataFile WithoutMetrics(DataFile file) =>
        file with { ColumnSizes = null, ValueCounts = null, NullCounts = null, NanCounts = null, LowerBounds = null, UpperBounds = null };
}
