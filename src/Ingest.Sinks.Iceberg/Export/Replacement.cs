using System.Globalization;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>The commit that puts new files in the place of all that a part has: never beside them, however often it has to be tried.</summary>
internal sealed class Replacement(SnapshotWriter writer, string source, ExportPart part, IReadOnlyList<DataFile> files, ExportMark mark)
{
    private readonly long _snapshotId = SnapshotWriter.NewSnapshotId();
    private readonly ManifestMerge _merge = new(writer);
    private ManifestFile? _manifest;

    /// <summary>Plans the commit on a table as it is now; null when there are neither old files nor new ones.</summary>
    public async Task<CommitPlan?> PlanAsync(LoadedTable table, CancellationToken cancellationToken)
    {
        var metadata = table.Metadata;
        var removed = new List<DataFile>();
        var rewritten = new List<ManifestFile>();
        var kept = new List<ManifestFile>();
        foreach (var manifest in await writer.ReadManifestsAsync(metadata.CurrentSnapshot, cancellationToken))
        {
            if (part.MayBeIn(manifest) && await RewriteAsync(metadata, manifest, removed, cancellationToken) is { } without)
            {
                rewritten.Add(without);
            }
            else if (manifest.Content == ManifestContent.Deletes || manifest.AddedFiles + manifest.ExistingFiles > 0)
            {
                kept.Add(manifest);
            }
        }

        if (removed.Count == 0 && files.Count == 0)
        {
            return null;
        }

        // New files take the number of the commit whichever it will be: the manifest is the same for every try.
        if (files.Count > 0)
        {
            _manifest ??= await writer.WriteManifestAsync(
                metadata, metadata.Spec, ManifestContent.Data, [.. files.Select(file => new ManifestEntry(EntryStatus.Added, file))], _snapshotId, cancellationToken);
        }

        var others = await _merge.MergeOnceAsync(metadata, kept, _snapshotId, cancellationToken);
        var operation = removed.Count == 0 ? "append" : files.Count == 0 ? "delete" : "overwrite";
        var summary = SnapshotTotals.Summarize(operation, metadata.CurrentSnapshot, files, removed, Words());
        IEnumerable<ManifestFile> manifests = _manifest is null ? rewritten : rewritten.Prepend(_manifest);
        var plan = await writer.PlanAsync(table, _snapshotId, [.. manifests, .. others], summary, [Remember(metadata)], cancellationToken);
        return plan with { OwnFiles = [.. plan.OwnFiles, .. rewritten.Select(manifest => manifest.Path)] };
    }

    // Null: none of the manifest's files is of the part.
    private async Task<ManifestFile?> RewriteAsync(TableMetadata table, ManifestFile manifest, List<DataFile> removed, CancellationToken cancellationToken)
    {
        var live = (await writer.ReadEntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive).ToArray();
        var gone = live.Where(entry => ExportPart.Of(entry.File) == part).ToArray();
        if (gone.Length == 0)
        {
            return null;
        }

        removed.AddRange(gone.Select(entry => entry.File));
        var spec = table.PartitionSpecs.First(spec => spec.SpecId == manifest.SpecId);
        return await writer.WriteManifestAsync(
            table,
            spec,
            ManifestContent.Data,
            [
                .. live.Where(entry => ExportPart.Of(entry.File) != part).Select(entry => entry with { Status = EntryStatus.Existing }),
                .. gone.Select(entry => entry with { Status = EntryStatus.Deleted, SnapshotId = null }),
            ],
            _snapshotId,
            cancellationToken);
    }

    // An empty part has no mark: a table of ten years would carry thousands that say nothing.
    private TableUpdate Remember(TableMetadata table) => files.Count > 0
        ? new SetProperties(new Dictionary<string, string>(StringComparer.Ordinal) { [ExportMark.NameOf(part)] = mark.Text })
        : new RemoveProperties([.. table.Properties.Keys.Where(name => name == ExportMark.NameOf(part))]);

    private Dictionary<string, string> Words() => new(StringComparer.Ordinal)
    {
        ["engine-name"] = "ingest",
        ["ingest.export.source"] = source,
        ["ingest.export.part"] = part.ToString(),
        ["ingest.export.rows"] = mark.Rows.ToString(CultureInfo.InvariantCulture),
        ["ingest.export.hash"] = mark.HashText,
    };
}
