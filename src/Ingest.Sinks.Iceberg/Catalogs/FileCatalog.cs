using System.Text.Json;
using Ingest.Core.Files;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>
/// The rows in a JSON file of a local folder: the catalog that needs nothing beside the server. Any number of processes of one machine may use it; a
/// file beside it is locked while one changes it.
/// </summary>
internal sealed class FileCatalog : RowCatalog
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "iceberg_tables.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectRequiredConstructorParameters = true };

    // One of this process at a time asks for the lock, so that they do not wait in its pauses.
    private readonly SemaphoreSlim _mine = new(1);
    private readonly string _path;
    private readonly string _name;
    private readonly TimeProvider _time;
    private volatile bool _isSeen;

    /// <summary>Takes the rows of a folder; nothing is read or made yet.</summary>
    /// <param name="folder">The folder, on a local disk.</param>
    /// <param name="name">Name of the catalog, which is a column of the rows.</param>
    /// <param name="storage">Where the tables are.</param>
    /// <param name="time">The clock.</param>
    public FileCatalog(string folder, string name, ILakeStorage storage, TimeProvider time)
        : base(storage, time) => (_path, _name, _time) = (Path.Combine(folder, FileName), name, time);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rows = Read();
        return Task.FromResult<IReadOnlyList<string>>(
        [
            .. rows.Tables.Where(row => row.CatalogName == _name).Select(row => row.TableNamespace)
                .Concat(rows.Namespaces.Where(row => row.CatalogName == _name).Select(row => row.Namespace))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ]);
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<TableName>> ListTablesAsync(string ns, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<TableName>>(
        [
            .. Read().Tables.Where(row => row.CatalogName == _name && row.TableNamespace == ns).Select(row => new TableName(ns, row.TableName)),
        ]);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _mine.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task<string?> FindAsync(TableName table, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read().Tables.Find(row => IsOf(row, table))?.MetadataLocation);
    }

    /// <inheritdoc/>
    protected override async Task<bool> TryInsertAsync(TableName table, string location, CancellationToken cancellationToken)
    {
        var added = false;
        await ChangeAsync(
            rows =>
            {
                added = !rows.Tables.Exists(row => IsOf(row, table));
                if (!added)
                {
                    return null;
                }

                var isKnown = rows.Namespaces.Exists(row => row.CatalogName == _name && row.Namespace == table.Namespace && row.PropertyKey == ExistsKey);
                return rows with
                {
                    Tables = [.. rows.Tables, new TableRow(_name, table.Namespace, table.Name, location, PreviousMetadataLocation: null, TableType)],
                    Namespaces = isKnown ? rows.Namespaces : [.. rows.Namespaces, new NamespaceRow(_name, table.Namespace, ExistsKey, "true")],
                };
            },
            fault => throw new CatalogException($"{table} may have been created or not: {fault}"),
            cancellationToken);
        return added;
    }

    /// <inheritdoc/>
    protected override async Task<(CommitKind Kind, string Error)> SwapAsync(TableName table, string from, string to, CancellationToken cancellationToken)
    {
        var end = (Kind: CommitKind.Conflict, Error: "");
        await ChangeAsync(
            rows =>
            {
                var index = rows.Tables.FindIndex(row => IsOf(row, table) && row.MetadataLocation == from);
                if (index < 0)
                {
                    return null;
                }

                end.Kind = CommitKind.Committed;
                List<TableRow> tables = [.. rows.Tables];
                tables[index] = tables[index] with { MetadataLocation = to, PreviousMetadataLocation = from };
                return rows with { Tables = tables };
            },
            fault => end = (CommitKind.Unknown, fault),
            cancellationToken);
        return end;
    }

    // Null of the change: nothing is to be changed. A write that fails may have taken the place of the old file before it did.
    private async Task ChangeAsync(Func<CatalogRows, CatalogRows?> change, Action<string> onUnknown, CancellationToken cancellationToken)
    {
        await _mine.WaitAsync(cancellationToken);
        try
        {
            await using var held = await LockAsync(cancellationToken);
            if (change(Read()) is not { } changed)
            {
                return;
            }

            var content = JsonSerializer.SerializeToUtf8Bytes(changed, Json);
            try
            {
                AtomicFile.Write(_path, content);
                _isSeen = true;
            }
            catch (Exception fault) when (IsOfDisk(fault))
            {
                onUnknown($"The catalog {_path} cannot be written: {fault.Message}");
            }
        }
        finally
        {
            _mine.Release();
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            return await FileLock.TakeAsync(_path + ".lock", _time, cancellationToken);
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw new CatalogException($"The catalog {_path} cannot be locked: {fault.Message}", fault);
        }
    }

    private CatalogRows Read()
    {
        try
        {
            var content = File.ReadAllBytes(_path);
            _isSeen = true;
            return JsonSerializer.Deserialize<CatalogRows>(content, Json) ?? throw new JsonException("it is null");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // Without this the tables would be created anew beside those that are there.
            return !_isSeen ? new CatalogRows([], []) : throw new CatalogException($"The catalog {_path} is gone. Put it back, or restart the server to begin without it.", fault);
        }
        catch (JsonException fault)
        {
            throw new CatalogException($"The catalog {_path} is no catalog: {fault.Message} Put a copy back, or mend it.", fault);
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw new CatalogException($"The catalog {_path} cannot be read: {fault.Message}", fault);
        }
    }

    private static bool IsOfDisk(Exception fault) => fault is IOException or UnauthorizedAccessException;

    private bool IsOf(TableRow row, TableName table) => row.CatalogName == _name && row.TableNamespace == table.Namespace && row.TableName == table.Name;

    // The columns of the JDBC catalog's two tables: a script of a few lines takes the one to the other.
    private sealed record CatalogRows(
        [property: System.Text.Json.Serialization.JsonPropertyName("iceberg_tables")] List<TableRow> Tables,
        [property: System.Text.Json.Serialization.JsonPropertyName("iceberg_namespace_properties")] List<NamespaceRow> Namespaces);

    private sealed record TableRow(
        string CatalogName, string TableNamespace, string TableName, string MetadataLocation, string? PreviousMetadataLocation, string? IcebergType);

    private sealed record NamespaceRow(string CatalogName, string Namespace, string PropertyKey, string? PropertyValue);
}
