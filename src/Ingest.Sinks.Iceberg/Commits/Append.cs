using System.Globalization;
using Ingest.Core.Sinks;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>The commit that adds the files of one range of a log, however often it has to be tried, and only once.</summary>
internal sealed class Append(SnapshotWriter writer, LogRange range, PartitionSpec spec, IReadOnlyList<DataFile> files)
{
    private readonly long _snapshotId = SnapshotWriter.NewSnapshotId();
    private readonly ManifestMerge _merge = new(writer);
    private ManifestFile? _manifest;

    /// <summary>Plans the commit on a table as it is now; null when the table has the range.</summary>
    public async Task<CommitPlan?> PlanAsync(LoadedTable table, CancellationToken cancellationToken)
    {
        var metadata = table.Metadata;
        if (Watermark.StateOf(metadata, range) != RangeState.Missing)
        {
            return null;
        }

        // New files take the number of the commit whichever it will be: the manifest is the same for every try.
        _manifest ??= await writer.WriteManifestAsync(
            metadata, spec, ManifestContent.Data, [.. files.Select(file => new ManifestEntry(EntryStatus.Added, file))], _snapshotId, cancellationToken);
        var manifests = await writer.ReadManifestsAsync(metadata.CurrentSnapshot, cancellationToken);

        manifests = await _merge.MergeOnceAsync(metadata, manifests, _snapshotId, cancellationToken);
        var summary = SnapshotTotals.Summarize("append", metadata.CurrentSnapshot, files, [], Words());
        return await writer.PlanAsync(table, _snapshotId, [_manifest, .. manifests], summary, [Watermark.Passing(range)], cancellationToken);
    }

    private Dictionary<string, string> Words() => new(StringComparer.Ordinal)
    {
        ["engine-name"] = "ingest",
        ["ingest.log-id"] = range.LogId.ToString("N"),
        ["ingest.log-begin"] = range.Begin.ToString(CultureInfo.InvariantCulture),
        ["ingest.log-end"] = range.End.ToString(CultureInfo.InvariantCulture),
    };
}
