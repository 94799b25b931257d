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

    // Manifests never change: those that were read at one try need not be at the next. Which sources each names; the rest of it is not kept.
    private readonly Dictionary<string, string[]> _touched = new(StringComparer.Ordinal);
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
        var touched = manifests.Where(manifest => _touched.GetValueOrDefault(manifest.Path)?.Any(removed.Contains) == true).ToArray();
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
            var live = (await writer.ReadEntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive).Select(entry => entry.File.Path).ToArray();
            _isThere |= live.Any(_new.Contains);
            _touched[manifest.Path] = [.. live.Where(_sources.Contains)];
        }
    }

    private async Task<IReadOnlyList<Rewrite>> PossibleAsync(TableMetadata table, IReadOnlyList<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        var live = manifests.SelectMany(manifest => _touched.GetValueOrDefault(manifest.Path) ?? []).ToHashSet(StringComparer.Ordinal);
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
        var gone = manifests.SelectMany(manifest => _touched[manifest.Path]).Where(removed.Contains);
        return await WriteOnceAsync(string.Join('\n', manifests.Select(manifest => manifest.Path).Concat(gone)), table, EntriesAsync, cancellationToken);

        // Who has deleted a file is the snapshot that the manifest is written for.
        async Task<IReadOnlyList<ManifestEntry>> EntriesAsync()
        {
            List<ManifestEntry> entries = [];
            foreach (var manifest in manifests)
            {
                entries.AddRange((await writer.ReadEntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive).Select(entry => removed.Contains(entry.File.Path)
                    ? entry with { Status = EntryStatus.Deleted, SnapshotId = null }
                    : entry with { Status = EntryStatus.Existing }));
            }

            return entries;
        }
    }

    private Task<ManifestFile> AddedAsync(TableMetadata table, IReadOnlyList<Rewrite> possible, CancellationToken cancellationToken) => WriteOnceAsync(
        string.Join('\n', possible.SelectMany(rewrite => rewrite.Written).Select(file => file.Path)),
        table,
        () => Task.FromResult<IReadOnlyList<ManifestEntry>>(
            [.. possible.SelectMany(rewrite => rewrite.Written.Select(file => new ManifestEntry(EntryStatus.Added, file) { SequenceNumber = rewrite.SequenceNumber }))]),
        cancellationToken);

    private async Task<ManifestFile> WriteOnceAsync(
        string key, TableMetadata table, Func<Task<IReadOnlyList<ManifestEntry>>> entries, CancellationToken cancellationToken)
    {
        if (!_written.TryGetValue(key, out var manifest))
        {
            manifest = await writer.WriteManifestAsync(table, _spec, ManifestContent.Data, await entries(), _snapshotId, cancellationToken);
            _written[key] = manifest;
        }

        return manifest;
    }
}
