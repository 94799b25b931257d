using Ingest.Core.Faults;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>
/// The protocol of Iceberg's JDBC catalog: a row for each table names its current metadata file. A commit writes the next file first and then swaps
/// the name in the row, if it is still the one that the commit was made of. What differs is where the rows are.
/// </summary>
/// <param name="storage">Where tables are created, and metadata is read and written.</param>
/// <param name="time">The clock.</param>
internal abstract class RowCatalog(ILakeStorage storage, TimeProvider time) : ICatalog
{
    /// <summary>What a row of a table says it is, where rows say so.</summary>
    protected const string TableType = "TABLE";

    /// <summary>Key of the property that a namespace exists by.</summary>
    protected const string ExistsKey = "exists";

    private readonly MetadataFiles _files = new(storage);

    /// <inheritdoc/>
    public async Task<LoadedTable?> LoadAsync(TableName table, CancellationToken cancellationToken) =>
        await FindAsync(table, cancellationToken) is { } location ? await _files.LoadAsync(table, location, cancellationToken) : null;

    /// <inheritdoc/>
    public async Task<LoadedTable?> TryCreateAsync(TableName table, TableDefinition definition, CancellationToken cancellationToken)
    {
        if (await FindAsync(table, cancellationToken) is not null)
        {
            return null;
        }

        var metadata = TableMetadata.Create(definition, Guid.NewGuid(), _files.LocationOf(table), time.GetUtcNow());
        var created = await _files.WriteAsync(table, metadata, previous: null, cancellationToken);
        if (await TryInsertAsync(table, created.MetadataLocation, cancellationToken))
        {
            return created;
        }

        await _files.RemoveAsync(created.MetadataLocation);
        return null;
    }

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(LoadedTable from, TableChanges changes, CancellationToken cancellationToken)
    {
        if (!changes.MayApply(from.Metadata))
        {
            return CommitResult.Conflict($"{from.Name} is not any more what the changes ask for.");
        }

        var next = changes.Apply(from.Metadata, from.MetadataLocation, time.GetUtcNow());
        var written = await _files.WriteAsync(from.Name, next, from.MetadataLocation, cancellationToken);
        Failpoint.Hit(FailpointName.LakeBeforeSwap);
        var (kind, error) = await SwapAsync(from.Name, from.MetadataLocation, written.MetadataLocation, cancellationToken);
        Failpoint.Hit(FailpointName.LakeAfterSwap);
        if (kind == CommitKind.Committed)
        {
            await _files.RemoveForgottenAsync(from.Metadata, next);
        }

        return kind switch
        {
            CommitKind.Committed => CommitResult.Committed(written),
            CommitKind.Unknown => CommitResult.Unknown(error),
            _ => CommitResult.Conflict($"Somebody else has changed {from.Name}.{await _files.RemoveAsync(written.MetadataLocation)}"),
        };
    }

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<TableName>> ListTablesAsync(string ns, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>The metadata file that a table's row names; null without a row.</summary>
    protected abstract Task<string?> FindAsync(TableName table, CancellationToken cancellationToken);

    /// <summary>Adds the row of a table, and of its namespace; false when there is one.</summary>
    /// <exception cref="CatalogException">The rows cannot be reached; whether it was added may be unknown.</exception>
    protected abstract Task<bool> TryInsertAsync(TableName table, string location, CancellationToken cancellationToken);

    /// <summary>Puts a new location in a table's row if it has the old one.</summary>
    /// <returns>How it ended, and why where that is unknown.</returns>
    /// <exception cref="CatalogException">Certainly nothing was changed.</exception>
    protected abstract Task<(CommitKind Kind, string Error)> SwapAsync(TableName table, string from, string to, CancellationToken cancellationToken);
}
