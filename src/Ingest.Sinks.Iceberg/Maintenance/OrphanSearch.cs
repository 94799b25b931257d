using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>What a search for orphans has found.</summary>
/// <param name="Files">The orphans.</param>
/// <param name="OlderThan">Age that each has at least.</param>
/// <param name="Listed">Files below the table's location.</param>
public sealed record OrphanReport(IReadOnlyList<LakeFile> Files, TimeSpan OlderThan, long Listed)
{
    /// <summary>Their bytes.</summary>
    public long Bytes => Files.Sum(file => file.Length);
}

/// <summary>
/// Finds the files below a table's location that nothing names, as a writer leaves them that was killed before its commit, or an expiry behind its own.
/// </summary>
/// <remarks>
/// Rather one too few than one too many: only data files, manifests, lists and temporary files count. A file is held by any metadata file that lies there,
/// a former table's too, by whatever metadata names beside snapshots, and by its name alone wherever it lies. What cannot be read holds everything.
/// In memory are some 150 bytes for each file.
/// </remarks>
/// <param name="lake">The lake.</param>
/// <param name="time">The clock.</param>
public sealed class OrphanSearch(Lake lake, TimeProvider time)
{
    /// <summary>The least age that a file is removed at: a writer may be about to commit it.</summary>
    public static readonly TimeSpan OlderThanMin = TimeSpan.FromHours(1);

    /// <summary>Age of files that nobody is about to commit any more.</summary>
    public static readonly TimeSpan OlderThanDefault = TimeSpan.FromDays(3);

    private const int FilesOfRequest = 1000;

    /// <summary>Finds the orphans of a table.</summary>
    /// <param name="table">The table; what counts is how it is behind the listing.</param>
    /// <param name="olderThan">Age of the files, by the store's clock.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="IcebergException">Some metadata cannot be read, so that nothing can be said.</exception>
    /// <exception cref="LakeStorageException">The storage failed.</exception>
    public async Task<OrphanReport> FindAsync(LoadedTable table, TimeSpan olderThan, CancellationToken cancellationToken)
    {
        // Step 1: what is there. Before the table is asked, so that what is committed meanwhile is known to it.
        var location = table.Metadata.Location.TrimEnd('/');
        var before = time.GetUtcNow() - olderThan;
        List<LakeFile> candidates = [];
        List<string> metadataFiles = [];
        var listed = 0L;
        await foreach (var file in lake.Storage.ListAsync(location, cancellationToken))
        {
            listed++;
            var name = Reach.NameOf(file.Location);
            if (name.EndsWith(OldMetadata.Ending, StringComparison.Ordinal))
            {
                metadataFiles.Add(file.Location);
            }
            else if (IsOfKind(name) && file.LastModified < before)
            {
                candidates.Add(file);
            }
        }

        // Step 2: what is reached. Nothing is read for a folder without candidates.
        if (candidates.Count == 0)
        {
            return new OrphanReport([], olderThan, listed);
        }

        var now = await lake.Catalog.LoadAsync(table.Name, cancellationToken);
        if (now is null || now.Metadata.TableUuid != table.Metadata.TableUuid)
        {
            throw new IcebergException($"The table {table.Name} was removed or made anew meanwhile: nothing can be said of its files.");
        }

        var orphans = await UnreachedAsync(now, candidates, metadataFiles, cancellationToken);
        return new OrphanReport(orphans, olderThan, listed);
    }

    /// <summary>Removes what was found.</summary>
    /// <param name="report">What was found, with an age of at least <see cref="OlderThanMin"/>.</param>
    /// <param name="progress">Told the files that are removed, and those of all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LakeStorageException">The storage failed.</exception>
    public async Task RemoveAsync(OrphanReport report, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        if (report.OlderThan < OlderThanMin)
        {
            throw new ArgumentException($"A writer may be about to commit files of less than {OlderThanMin}: search for older ones.", nameof(report));
        }

        var done = 0L;
        foreach (var some in report.Files.Select(file => file.Location).Chunk(FilesOfRequest))
        {
            await lake.Storage.DeleteAsync(some, cancellationToken);
            done += some.Length;
            progress?.Invoke(done, report.Files.Count);
        }
    }

    private async Task<IReadOnlyList<LakeFile>> UnreachedAsync(
        LoadedTable table, IReadOnlyList<LakeFile> candidates, IReadOnlyList<string> metadataFiles, CancellationToken cancellationToken)
    {
        var reach = new Reach(lake.Storage);
        await reach.AddListsAsync(table.Metadata.Snapshots, mayBeGone: false, cancellationToken);
        reach.AddNamed(table.Metadata);
        await reach.AddFilesAsync(mayBeGone: false, cancellationToken);
        var left = candidates.Where(file => !reach.Has(file.Location)).ToArray();
        if (left.Length == 0)
        {
            return [];
        }

        if (left.Length == candidates.Count && table.Metadata.CurrentSnapshotId is not null && !metadataFiles.Any(reach.Has))
        {
            throw new IcebergException(
                $"Of the files below {table.Metadata.Location} the table {table.Name} names not one: its metadata and its folder do not belong together. Remedy: set Iceberg:LocalPath or Iceberg:S3Prefix to where the table is.");
        }

        // What another table has, below this one's location, is its own.
        var folder = $"{table.Metadata.Location.TrimEnd('/')}/metadata/";
        string[] others = [.. metadataFiles.Select(file => file[..(file.LastIndexOf('/') + 1)]).Where(place => !IsSamePlace(place, folder)).Distinct(StringComparer.Ordinal)];
        foreach (var file in metadataFiles.Concat(table.Metadata.MetadataLog.Select(former => former.MetadataFile)).Distinct(StringComparer.Ordinal))
        {
            await AddFormerAsync(reach, table.Name, file, cancellationToken);
        }

        await reach.AddFilesAsync(mayBeGone: true, cancellationToken);
        return [.. left.Where(file => !reach.Has(file.Location) && !others.Any(place => IsOfTable(file.Location, place)))];
    }

    private async Task AddFormerAsync(Reach reach, TableName name, string location, CancellationToken cancellationToken)
    {
        TableMetadata former;
        try
        {
            former = (await new MetadataFiles(lake.Storage).LoadAsync(name, location, cancellationToken)).Metadata;
        }
        catch (CatalogException gone) when (gone.InnerException is LakeFileNotFoundException)
        {
            return;
        }

        await reach.AddListsAsync(former.Snapshots, mayBeGone: true, cancellationToken);
        reach.AddNamed(former);
    }

    private static bool IsSamePlace(string one, string other) => LakeLocation.Parse(one) == LakeLocation.Parse(other);

    // Of a metadata folder that is elsewhere: its table is the folder above.
    private static bool IsOfTable(string location, string metadataFolder)
    {
        var table = metadataFolder.TrimEnd('/');
        table = table[..(table.LastIndexOf('/') + 1)];
        return location.StartsWith(table, StringComparison.Ordinal);
    }

    private static bool IsOfKind(string name) =>
        name.EndsWith(".parquet", StringComparison.Ordinal) || name.EndsWith(".avro", StringComparison.Ordinal)
        || (name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal));
}
