using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>Knows which metadata is a table's current one, and lets one of several writers change it at a time.</summary>
/// <remarks>Calls that fail without an answer throw <see cref="CatalogException"/>; only a commit has an outcome that is unknown.</remarks>
public interface ICatalog : IAsyncDisposable
{
    /// <summary>A table as it is now; null when there is none of this name.</summary>
    /// <exception cref="CatalogException">The catalog cannot be asked.</exception>
    Task<LoadedTable?> LoadAsync(TableName table, CancellationToken cancellationToken);

    /// <summary>Creates a table, and its namespace if need be; null when there is one of this name already.</summary>
    /// <exception cref="CatalogException">The catalog cannot be asked, or its answer is lost: then the table may be there, and a further try finds it.</exception>
    Task<LoadedTable?> TryCreateAsync(TableName table, TableDefinition definition, CancellationToken cancellationToken);

    /// <summary>
    /// Changes a table, all or nothing. <paramref name="from"/> is what the changes were made of: when the table has changed since, it is a conflict
    /// where the requirements do not hold any more, and may be one where they do.
    /// </summary>
    /// <exception cref="CatalogException">Certainly nothing was changed.</exception>
    /// <exception cref="IcebergException">A change does not fit the table: nothing was changed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the catalog was asked to change anything; afterwards the outcome is unknown.</exception>
    Task<CommitResult> CommitAsync(LoadedTable from, TableChanges changes, CancellationToken cancellationToken);

    /// <summary>Every namespace.</summary>
    /// <exception cref="CatalogException">The catalog cannot be asked.</exception>
    Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken);

    /// <summary>Every table of a namespace; empty when there is no such namespace.</summary>
    /// <exception cref="CatalogException">The catalog cannot be asked.</exception>
    Task<IReadOnlyList<TableName>> ListTablesAsync(string ns, CancellationToken cancellationToken);
}
