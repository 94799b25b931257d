using Ingest.Sinks.Iceberg.Catalogs.Jdbc;
using Ingest.Sinks.Iceberg.Catalogs.Rest;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>Opens the catalog that options name.</summary>
public static class CatalogFactory
{
    /// <summary>Opens a catalog. Only the one of folders is asked something: whether it is safe.</summary>
    /// <param name="options">Options without faults.</param>
    /// <param name="storage">Where the tables are. Stays the caller's.</param>
    /// <param name="folder">A folder of the local disk, for the catalog that is a file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="CatalogException">It cannot be used with this storage.</exception>
    public static async Task<ICatalog> OpenAsync(
        CatalogOptions options, ILakeStorage storage, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.CatalogType switch
        {
            CatalogType.Rest => new RestCatalog(RestClients.ForServer(options, time), options.CatalogWarehouse, time),
            CatalogType.Glue => new RestCatalog(RestClients.ForGlue(options, time), options.CatalogWarehouse, time),
            CatalogType.Hadoop => await HadoopCatalog.OpenAsync(storage, time, cancellationToken),
            _ when options.CatalogUri.Length == 0 => new FileCatalog(folder, options.CatalogName, storage, time),
            _ => JdbcConnection.TryParse(options.CatalogUri, options.CatalogCredentials, out var connection, out var fault)
                ? new JdbcCatalog(connection, options, storage, time)
                : throw new CatalogException($"Iceberg:CatalogUri {fault}."),
        };
    }
}
