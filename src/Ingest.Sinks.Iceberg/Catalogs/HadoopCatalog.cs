using System.Globalization;
using System.Text;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>
/// No catalog but the folders: <c>v3.metadata.json</c> is the table's third state, and whoever writes the next number first has made the commit.
/// <c>version-hint.text</c> says where to begin looking, and may be behind or missing.
/// </summary>
/// <remarks>Lists go through every file of the lake: they are for people, not for the sink.</remarks>
internal sealed class HadoopCatalog : ICatalog
{
    private const string Hint = "version-hint.text";
    private const string Ending = ".metadata.json";

    // Java names packed metadata otherwise, so that two writers of one version would not see each other.
    private const string CodecProperty = "write.metadata.compression-codec";
    private readonly ILakeStorage _storage;
    private readonly TimeProvider _time;
    private readonly MetadataFiles _files;

    private HadoopCatalog(ILakeStorage storage, TimeProvider time) => (_storage, _time, _files) = (storage, time, new MetadataFiles(storage));

    /// <summary>Takes the folders of a storage, if it lets only one of two writers write a file.</summary>
    /// <exception cref="CatalogException">It does not, or cannot be reached.</exception>
    public static async Task<HadoopCatalog> OpenAsync(ILakeStorage storage, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!storage.WritesExclusively || !await IsExclusiveAsync(storage, cancellationToken))
        {
            throw new CatalogException(
                $"Iceberg:CatalogType is hadoop, and {storage.Root} does not refuse the second of two writers of one file: two servers could each take a commit for made, and one would be lost. "
                + "Remedy: set Iceberg:CatalogType to jdbc or rest, or use a store that heeds If-None-Match.");
        }

        return new HadoopCatalog(storage, time);
    }

    /// <inheritdoc/>
    public Task<LoadedTable?> LoadAsync(TableName table, CancellationToken cancellationToken) => GuardAsync(table, async () =>
        await FindAsync(table, cancellationToken) is { } version ? await _files.LoadAsync(table, FileOf(table, version), cancellationToken) : null);

    /// <inheritdoc/>
    public Task<LoadedTable?> TryCreateAsync(TableName table, TableDefinition definition, CancellationToken cancellationToken) => GuardAsync(table, async () =>
    {
        if (await FindAsync(table, cancellationToken) is not null)
        {
            return null;
        }

        var metadata = TableMetadata.Create(definition, Guid.NewGuid(), _files.LocationOf(table), _time.GetUtcNow());
        RefuseUnsafe(table, metadata);
        var location = FileOf(table, 1);
        if (!await _storage.TryWriteAsync(location, TableJson.Render(metadata), cancellationToken))
        {
            return null;
        }

        await TryHintAsync(table, 1);
        return new LoadedTable(table, metadata, location);
    });

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(LoadedTable from, TableChanges changes, CancellationToken cancellationToken)
    {
        // Versions that are long gone can be written again: only the next of the latest is a commit.
        var version = VersionOf(from.MetadataLocation);
        var latest = await GuardAsync(from.Name, () => FindAsync(from.Name, cancellationToken));
        if (version is null || latest != version || !changes.MayApply(from.Metadata))
        {
            return CommitResult.Conflict($"{from.Name} is at version {latest}, and the change was made of {from.MetadataLocation}.");
        }

        var next = changes.Apply(from.Metadata, from.MetadataLocation, _time.GetUtcNow());
        RefuseUnsafe(from.Name, next);
        var location = FileOf(from.Name, version.Value + 1);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (!await _storage.TryWriteAsync(location, TableJson.Render(next), cancellationToken))
            {
                return CommitResult.Conflict($"Somebody else has written {location}.");
            }
        }
        catch (Exception fault) when (fault is LakeStorageException { IsTransient: true } or OperationCanceledException)
        {
            return CommitResult.Unknown($"Whether {location} was written is unknown: {fault.Message}");
        }
        catch (Exception fault) when (MetadataFiles.IsOfStorage(fault))
        {
            throw MetadataFiles.Fault($"{from.Name} cannot be changed", fault);
        }

        await TryHintAsync(from.Name, version.Value + 1);
        return CommitResult.Committed(new LoadedTable(from.Name, next, location));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken) =>
        [.. (await TablesAsync(_storage.Root, cancellationToken)).Select(table => table.Namespace).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableName>> ListTablesAsync(string ns, CancellationToken cancellationToken) =>
        [.. (await TablesAsync($"{_storage.Root}/{ns.Replace('.', '/')}", cancellationToken)).Where(table => table.Namespace == ns)];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A store that overlooks the condition is found by writing twice.
    private static async Task<bool> IsExclusiveAsync(ILakeStorage storage, CancellationToken cancellationToken)
    {
        var probe = $"{storage.Root}/.exclusive-{Guid.NewGuid():N}";
        try
        {
            await storage.TryWriteAsync(probe, new byte[1], cancellationToken);
            var isRefused = !await storage.TryWriteAsync(probe, new byte[1], cancellationToken);
            await storage.DeleteAsync([probe], cancellationToken);
            return isRefused;
        }
        catch (Exception fault) when (MetadataFiles.IsOfStorage(fault))
        {
            throw MetadataFiles.Fault("The catalog of Iceberg:CatalogType hadoop cannot be opened", fault);
        }
    }

    // Null: there is no such table.
    private async Task<int?> FindAsync(TableName table, CancellationToken cancellationToken)
    {
        var version = await HintedAsync(table, cancellationToken) is { } hinted && await _storage.ExistsAsync(FileOf(table, hinted), cancellationToken)
            ? hinted
            : await ListedAsync(table, cancellationToken);
        while (version is { } known && await _storage.ExistsAsync(FileOf(table, known + 1), cancellationToken))
        {
            version = known + 1;
        }

        return version;
    }

    private async Task<int?> HintedAsync(TableName table, CancellationToken cancellationToken)
    {
        try
        {
            var text = Encoding.UTF8.GetString(await _storage.ReadAsync($"{FolderOf(table)}/{Hint}", cancellationToken));
            return int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
        }
        catch (LakeFileNotFoundException)
        {
            return null;
        }
    }

    private async Task<int?> ListedAsync(TableName table, CancellationToken cancellationToken)
    {
        int? highest = null;
        await foreach (var file in _storage.ListAsync(FolderOf(table), cancellationToken))
        {
            var version = file.Location.StartsWith(FolderOf(table), StringComparison.Ordinal) ? VersionOf(file.Location) : null;
            highest = version is null || version < highest ? highest : version;
        }

        return highest;
    }

    // The commit is made without it.
    private async Task<bool> TryHintAsync(TableName table, int version)
    {
        try
        {
            await _storage.WriteAsync($"{FolderOf(table)}/{Hint}", Encoding.UTF8.GetBytes(version.ToString(CultureInfo.InvariantCulture)), CancellationToken.None);
            return true;
        }
        catch (LakeStorageException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyCollection<TableName>> TablesAsync(string folder, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, TableName>(StringComparer.Ordinal);
        try
        {
            await foreach (var file in _storage.ListAsync(folder, cancellationToken))
            {
                var steps = file.Location[(_storage.Root.Length + 1)..].Split('/');
                if (steps is [_, .., _, "metadata", _] && VersionOf(file.Location) is not null)
                {
                    var table = new TableName(string.Join('.', steps[..^3]), steps[^3]);
                    found[table.ToString()] = table;
                }
            }
        }
        catch (Exception fault) when (MetadataFiles.IsOfStorage(fault))
        {
            throw MetadataFiles.Fault("The tables cannot be listed", fault);
        }

        return found.Values;
    }

    private static async Task<T> GuardAsync<T>(TableName table, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (MetadataFiles.IsOfStorage(fault))
        {
            throw MetadataFiles.Fault($"{table} cannot be reached", fault);
        }
    }

    private static void RefuseUnsafe(TableName table, TableMetadata metadata)
    {
        var isPacked = metadata.Properties.GetValueOrDefault(CodecProperty) is { } codec && !codec.Equals("none", StringComparison.OrdinalIgnoreCase);
        if (isPacked || metadata.Properties.ContainsKey(TableProperties.MetadataFolder))
        {
            throw new CatalogException(
                $"{table} has the property {(isPacked ? CodecProperty : TableProperties.MetadataFolder)}, with which two writers do not see each other's commits in a catalog of Iceberg:CatalogType hadoop. Remedy: remove the property, or use another catalog.");
        }
    }

    private string FolderOf(TableName table) => $"{_files.LocationOf(table)}/metadata";

    private string FileOf(TableName table, int version) => string.Create(CultureInfo.InvariantCulture, $"{FolderOf(table)}/v{version}{Ending}");

    private static int? VersionOf(string location)
    {
        var name = location[(location.LastIndexOf('/') + 1)..];
        return name.StartsWith('v') && name.EndsWith(Ending, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(1, name.Length - 1 - Ending.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;
    }
}
