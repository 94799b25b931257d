using System.Globalization;
using System.IO.Compression;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>The metadata files of the tables whose catalog leaves their writing to its clients. None is ever written twice.</summary>
/// <param name="storage">Where they are.</param>
internal sealed class MetadataFiles(ILakeStorage storage)
{
    private const string Ending = ".metadata.json";

    /// <summary>Where a new table is: each level of the namespace is a folder.</summary>
    public string LocationOf(TableName table) => $"{storage.Root}/{table.Namespace.Replace('.', '/')}/{table.Name}";

    /// <summary>A table whose metadata is at a place.</summary>
    /// <exception cref="CatalogException">It cannot be read.</exception>
    /// <exception cref="IcebergException">It is not what this program writes.</exception>
    public async Task<LoadedTable> LoadAsync(TableName table, string location, CancellationToken cancellationToken)
    {
        try
        {
            var content = await storage.ReadAsync(location, cancellationToken);
            return new LoadedTable(table, TableJson.Parse(location, Unpacked(content)), location);
        }
        catch (Exception fault) when (IsOfStorage(fault) || fault is InvalidDataException)
        {
            throw Fault($"The metadata of {table} cannot be read", fault);
        }
    }

    /// <summary>Writes the metadata that comes after another under a name of its own, <c>00003-uuid.metadata.json</c>.</summary>
    /// <param name="table">The table.</param>
    /// <param name="metadata">Its next metadata.</param>
    /// <param name="previous">Where the present one is; null for a new table.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="CatalogException">It cannot be written. No table names it.</exception>
    public async Task<LoadedTable> WriteAsync(TableName table, TableMetadata metadata, string? previous, CancellationToken cancellationToken)
    {
        var version = previous is null ? 0 : VersionOf(previous) + 1;
        var folder = metadata.Properties.GetValueOrDefault(TableProperties.MetadataFolder)?.TrimEnd('/') ?? $"{metadata.Location}/metadata";
        var location = string.Create(CultureInfo.InvariantCulture, $"{folder}/{version:D5}-{Guid.NewGuid():D}{Ending}");
        try
        {
            return await storage.TryWriteAsync(location, TableJson.Render(metadata), cancellationToken)
                ? new LoadedTable(table, metadata, location)
                : throw new CatalogException($"The metadata of {table} cannot be written: there is a file {location} already, whose name is random. Look for who writes there.");
        }
        catch (Exception fault) when (IsOfStorage(fault))
        {
            throw Fault($"The metadata of {table} cannot be written", fault);
        }
    }

    /// <summary>Removes a file that certainly no table names. One that cannot be removed does no harm but take room.</summary>
    /// <returns>What is left of it, in words that follow a sentence; empty when nothing is.</returns>
    public async Task<string> RemoveAsync(string location)
    {
        try
        {
            await storage.DeleteAsync([location], CancellationToken.None);
            return "";
        }
        catch (Exception fault) when (IsOfStorage(fault))
        {
            return $" Its file {location} is left over: {fault.Message}";
        }
    }

    /// <summary>
    /// Removes the former metadata files that a commit has let fall out of the table's list of them, if the table is to be kept so: each flush writes one.
    /// One that cannot be removed is for maintenance.
    /// </summary>
    public async Task RemoveForgottenAsync(TableMetadata before, TableMetadata after)
    {
        if (after.Properties.GetValueOrDefault(TableProperties.DeletesFormerMetadata) != "true")
        {
            return;
        }

        var kept = after.MetadataLog.Select(entry => entry.MetadataFile).ToHashSet(StringComparer.Ordinal);
        foreach (var file in before.MetadataLog.Select(entry => entry.MetadataFile).Where(file => !kept.Contains(file)))
        {
            await RemoveAsync(file);
        }
    }

    /// <summary>True for what a storage throws.</summary>
    public static bool IsOfStorage(Exception fault) => fault is LakeStorageException or ArgumentException;

    /// <summary>A fault of the storage as one of the catalog.</summary>
    public static CatalogException Fault(string what, Exception fault) => new($"{what}: {fault.Message}", fault);

    // -1 for a name of another kind: the next one is the first of ours.
    private static int VersionOf(string location)
    {
        var name = location[(location.LastIndexOf('/') + 1)..];
        var end = name.IndexOf('-', StringComparison.Ordinal);
        return end > 0 && int.TryParse(name[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
    }

    // Other writers may pack metadata; its name does not always say so.
    private static byte[] Unpacked(byte[] content)
    {
        if (content is not [0x1f, 0x8b, ..])
        {
            return content;
        }

        using var packed = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var read = packed.Read(buffer); read > 0; read = packed.Read(buffer))
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > LakeStorages.ReadBytesMax)
            {
                throw new InvalidDataException($"it has more than {LakeStorages.ReadBytesMax} bytes when it is unpacked");
            }
        }

        return plain.ToArray();
    }
}
