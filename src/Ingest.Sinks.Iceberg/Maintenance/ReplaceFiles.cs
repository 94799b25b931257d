using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>The commit that puts rewritten files in the place of their sources, however often it has to be tried.</summary>
/// <remarks>
/// Each try, on the table as it is then:
/// 1. the sources are looked for; a rewrite of which one is gone, or may have been deleted from, is given up;
/// 2. the manifests that name them are written anew, without them: one of several, up to a size;
/// 3. a further manifest names the new files.
/// </remarks>
internal sealed class ReplaceFiles(SnapshotWriter writer, IReadOnlyList<Rewrite> rewrites)
{
    // As Iceberg's own writers: a manifest of more is not made of several.
    private const long ManifestBytes = 8L << 20;

    private readonly long _snapshotId = SnapshotWriter.NewSnapshotId();
    private readonly HashSet<string> _sources = rewrites.SelectMany(rewrite => rewrite.Sources).Select(source => source.File.Path).ToHashSet(StringComparer.Ordinal);

    private readonly HashSet<string> _new = rewrites.SelectMany(rewrite => rewrite.Written).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
    private readonly PartitionSpec _spec = rewrites[0].Spec;
    private bool _isThere;

    // Manifests never change: those that were read at one try need not be at the next. Null for one without a source.
    private readonly Dictionary<string, IReadOnlyList<ManifestEntry>?> _touched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ManifestFile> _written = new(StringComparer.Ordinal);

    // By the list of the try: the one that has succeeded may not be the last.
    private readonly Dictionary<string, IReadOnlyList<Rewrite>> _tries = new(StringComparer.Ordinal);

    /// <summary>Plans the commit on a table as it is now; null when every rewrite has to be given up.</summary>
    public async Task<CommitPlan?> PlanAsync(LoadedTable table, CancellationToken cancellationToken)
    {
        // Step 1: what can be replaced.
        var metadata = table.Metadata;
        var manifests = await writer.ReadManifestsAsync(metadata.CurrentSnapshot, cancellationToken);
        await FindAsync(metadata, manifests, cancellationToken);
        var possible = await PossibleAsync(metadata, manifests, cancellationToken);
        if (possible.Count == 0)
        {
            return null;
        }

        // Step 2: without the sources.
        var removed = possible.SelectMany(rewrite => rewrite.Sources).Select(source => source.File.Path).ToHashSet(StringComparer.Ordinal);
        var touched = manifests.Where(manifest => _touched.GetValueOrDefault(manifest.Path)?.Any(entry => removed.Contains(entry.File.Path)) == true).ToArray();
        List<ManifestFile> next = [];
        foreach (var some in Chunks(touched))
        {
            next.Add(await WithoutAsync(metadata, some, removed, cancellationToken));
        }

        // Step 3: with the new files. A manifest that names only files that were gone before is of no use to anybody.
        next.Insert(0, await AddedAsync(metadata, possible, cancellationToken));
        next.AddRange(manifests.Except(touched).Where(manifest => manifest.AddedFiles + manifest.ExistingFiles > 0));
        var summary = SnapshotTotals.Summarize(
            "replace",
            metadata.CurrentSnapshot,
            [.. possible.SelectMany(rewrite => rewrite.Written)],
            [.. possible.SelectMany(rewrite => rewrite.Sources).Select(source => source.File)],
            [KeyValuePair.Create("engine-name", "ingest")]);
        var plan = await writer.PlanAsync(table, _snapshotId, next, summary, [], cancellationToken);
        _tries[plan.OwnFiles[0]] = possible;
        return plan;
    }

    /// <summary>The rewrites that a table has; null when that cannot be said for certain.</summary>
    public IReadOnlyList<Rewrite>? CommittedIn(TableMetadata table) =>
        table.FindSnapshot(_snapshotId) is { } snapshot ? _tries.GetValueOrDefault(snapshot.ManifestList) : _isThere ? null : [];

    private async Task FindAsync(TableMetadata table, IReadOnlyList<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        foreach (var manifest in manifests.Where(manifest => manifest.Content == ManifestContent.Data && manifest.SpecId == _spec.SpecId && !_touched.ContainsKey(manifest.Path)))
        {
            var live = (await writer.ReadEntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive).ToArray();
            _isThere |= live.Any(entry => _new.Contains(entry.File.Path));
            _touched[manifest.Path] = live.Any(entry => _sources.Contains(entry.File.Path)) ? live : null;
        }
    }

    private async Task<IReadOnlyList<Rewrite>> PossibleAsync(TableMetadata table, IReadOnlyList<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        var live = manifests.SelectMany(manifest => _touched.GetValueOrDefault(manifest.Path) ?? []).Select(entry => entry.File.Path).ToHashSet(StringComparer.Ordinal);
        List<LiveFile> deletes = [];
        foreach (var manifest in manifests.Where(manifest => manifest.Content == ManifestContent.Deletes))
        {
            deletes.AddRange((await writer.ReadEntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive).Select(entry => new LiveFile(entry, manifest.SpecId)));
        }

        return
        [
            .. rewrites.Where(rewrite =>
                rewrite.Sources.All(source => live.Contains(source.File.Path))
                && !deletes.Any(file => SnapshotFiles.MayDelete(file, table, _spec.SpecId, rewrite.Sources[0].File.Partition))),
        ];
    }

    private static IEnumerable<ManifestFile[]> Chunks(IReadOnlyList<ManifestFile> manifests)
    {
        List<ManifestFile> chunk = [];
        foreach (var manifest in manifests)
        {
            if (chunk.Count > 0 && chunk.Sum(other => other.Length) + manifest.Length > ManifestBytes)
            {
                yield return [.. chunk];
                chunk.Clear();
            }

            chunk.Add(manifest);
        }

        if (chunk.Count > 0)
        {
            yield return [.. chunk];
        }
    }

    private async Task<ManifestFile> WithoutAsync(
        TableMetadata table, IReadOnlyList<ManifestFile> manifests, HashSet<string> removed, CancellationToken cancellationToken)
    {
        // Who has deleted a file is the snapshot that the manifest is written for.
        var entries = manifests.SelectMany(manifest => _touched[manifest.Path]!)
            .Select(entry => removed.Contains(entry.File.Path)
                ? entry with { Status = EntryStatus.Deleted, SnapshotId = null }
                : entry with { Status = EntryStatus.Existing })
            .ToArray();
        var key = string.Join('\n', manifests.Select(manifest => manifest.Path).Concat(entries.Where(entry => !entry.IsLive).Select(entry => entry.File.Path)));
        return await WriteOnceAsync(key, table, entries, cancellationToken);
    }

    private Task<ManifestFile> AddedAsync(TableMetadata table, IReadOnlyList<Rewrite> possible, CancellationToken cancellationToken) => WriteOnceAsync(
        string.Join('\n', possible.SelectMany(rewrite => rewrite.Written).Select(file => file.Path)),
        table,
        [.. possible.SelectMany(rewrite => rewrite.Written.Select(file => new ManifestEntry(EntryStatus.Added, file) { SequenceNumber = rewrite.SequenceNumber }))],
        cancellationToken);

    private async Task<ManifestFile> WriteOnceAsync(string key, TableMetadata table, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        if (!_written.TryGetValue(key, out var manifest))
        {
            manifest = await writer.WriteManifestAsync(table, _spec, ManifestContent.Data, entries, _snapshotId, cancellationToken);
            _written[key] = manifest;
        }

        return manifest;
    }
}
