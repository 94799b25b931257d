using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>What an expiry has removed, or would remove.</summary>
/// <param name="Snapshots">Numbers of the snapshots.</param>
/// <param name="DataFiles">Files that only they had.</param>
/// <param name="ManifestFiles">Manifests and lists that only they had.</param>
/// <param name="MetadataFiles">Metadata files that the table does not name any more.</param>
/// <param name="Bytes">Bytes of all but the lists.</param>
public sealed record ExpiryReport(IReadOnlyList<long> Snapshots, int DataFiles, int ManifestFiles, int MetadataFiles, long Bytes);

/// <summary>
/// Lets a table forget old snapshots, and removes the files that only they had: those that the snapshots before reach and the ones after do not. The
/// commit comes first. A process that dies behind it leaves orphans.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="time">The clock.</param>
public sealed class Expiry(Lake lake, TimeProvider time)
{
    private const int FilesOfRequest = 1000;

    private readonly TableCommitter _committer = new(lake.Catalog, lake.Storage, time);

    /// <summary>Expires snapshots of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">Which are kept.</param>
    /// <param name="progress">Told the files that are removed, and those of all.</param>
    /// <param name="cancellationToken">Ends it; what is left is found by the search for orphans.</param>
    /// <exception cref="IcebergException">The table cannot be changed, or a manifest that is kept cannot be read.</exception>
    /// <exception cref="LakeStorageException">The storage failed.</exception>
    public async Task<ExpiryReport> RunAsync(LoadedTable table, ExpiryOptions options, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        // Step 1: the table forgets. Every snapshot that was seen at a try and is not there any more is gone.
        var seen = new Dictionary<long, Snapshot>();
        CommitPlan? Plan(LoadedTable now)
        {
            foreach (var snapshot in now.Metadata.Snapshots)
            {
                seen[snapshot.SnapshotId] = snapshot;
            }

            return ExpiryPlan.Of(now.Metadata, options, time.GetUtcNow()) is { Count: > 0 } ids ? new CommitPlan(Forget(now.Metadata, ids), SnapshotId: null, OwnFiles: []) : null;
        }

        var after = options.IsDryRun
            ? Pretend(table, Plan(table))
            : await _committer.CommitAsync(table, (now, _) => Task.FromResult(Plan(now)), cancellationToken);

        // Step 2: what nobody reaches now.
        foreach (var snapshot in after.Metadata.Snapshots)
        {
            seen.Remove(snapshot.SnapshotId);
        }

        var (manifests, data) = await FindAsync([.. seen.Values], after.Metadata, cancellationToken);
        var metadata = await OldMetadata.FindAsync(lake, after, cancellationToken);
        string[] lists = [.. seen.Values.Select(snapshot => snapshot.ManifestList).Distinct(StringComparer.Ordinal).Where(IsOurs)];

        // Step 3: the lists first, so that nobody finds a snapshot without its files.
        if (!options.IsDryRun)
        {
            await RemoveAsync(
                [.. lists, .. manifests.Select(file => file.Location), .. data.Select(file => file.Location), .. metadata.Select(file => file.Location)],
                progress,
                cancellationToken);
        }

        return new ExpiryReport(
            [.. seen.Keys],
            data.Count,
            lists.Length + manifests.Count,
            metadata.Count,
            manifests.Sum(file => file.Length) + data.Sum(file => file.Length) + metadata.Sum(file => file.Length));
    }

    // A name that was given meanwhile to a snapshot is lost with it in some catalogs: then it is a conflict.
    private static TableChanges Forget(TableMetadata table, IReadOnlyList<long> ids) => new(
        [new AssertTableUuid(table.TableUuid), .. table.Refs.Select(named => new AssertRefSnapshotId(named.Key, named.Value.SnapshotId))],
        [new RemoveSnapshots(ids)]);

    private LoadedTable Pretend(LoadedTable table, CommitPlan? plan) =>
        plan is null ? table : table with { Metadata = plan.Changes.Apply(table.Metadata, table.MetadataLocation, time.GetUtcNow()) };

    private async Task<(IReadOnlyList<ListedFile> Manifests, IReadOnlyList<ListedFile> Data)> FindAsync(
        IReadOnlyList<Snapshot> gone, TableMetadata after, CancellationToken cancellationToken)
    {
        if (gone.Count == 0)
        {
            return ([], []);
        }

        var reach = new Reach(lake.Storage);
        await reach.AddListsAsync(after.Snapshots, mayBeGone: false, cancellationToken);
        reach.AddNamed(after);
        var manifests = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (var snapshot in gone)
        {
            foreach (var manifest in await Reach.ReadListAsync(lake.Storage, snapshot.ManifestList, mayBeGone: true, cancellationToken))
            {
                if (!reach.Has(manifest.Path))
                {
                    manifests[manifest.Path] = new ListedFile(manifest.Path, manifest.Length, IsLive: true);
                }
            }
        }

        var data = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (var manifest in manifests.Keys)
        {
            foreach (var file in await Reach.ReadManifestAsync(lake.Storage, manifest, mayBeGone: true, cancellationToken))
            {
                data[file.Location] = file;
            }
        }

        // Mostly appends were forgotten, and no manifest went with them: then none needs to be read.
        if (data.Count > 0)
        {
            await reach.AddFilesAsync(mayBeGone: false, cancellationToken);
        }

        return ([.. manifests.Values.Where(file => IsOurs(file.Location))], [.. data.Values.Where(file => !reach.Has(file.Location) && IsOurs(file.Location))]);
    }

    // Another writer may have put files elsewhere, where nothing is removed.
    private bool IsOurs(string location) => LakeLocation.Parse(location).IsWithin(LakeLocation.ParseRoot(lake.Storage.Root));

    private async Task RemoveAsync(IReadOnlyList<string> files, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        foreach (var some in files.Chunk(FilesOfRequest))
        {
            await lake.Storage.DeleteAsync(some, cancellationToken);
            done += some.Length;
            progress?.Invoke(done, files.Count);
        }
    }
}
