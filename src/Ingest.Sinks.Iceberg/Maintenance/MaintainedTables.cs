using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Sinks.Iceberg.Tables;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>The tables that this server writes, and so looks after.</summary>
public static class MaintainedTables
{
    /// <summary>Their names in the namespace.</summary>
    public static IReadOnlyList<string> Names { get; } = [PaEvents.Name, PaSessions.Name];

    /// <summary>A table as it is now; null when the server has not created it yet.</summary>
    /// <exception cref="IcebergException">The catalog cannot be asked, or the table is not in this lake.</exception>
    public static async Task<LoadedTable?> LoadAsync(Lake lake, string name, CancellationToken cancellationToken)
    {
        var table = await lake.Catalog.LoadAsync(new TableName(lake.Options.Namespace, name), cancellationToken);
        return table is null || LakeLocation.Parse(table.Metadata.Location).IsWithin(LakeLocation.ParseRoot(lake.Storage.Root))
            ? table
            : throw new IcebergException(
                $"The table {table.Name} is at {table.Metadata.Location}, and the lake at {lake.Storage.Root}. Remedy: set Iceberg:LocalPath, or Iceberg:S3Bucket and Iceberg:S3Prefix, to where the table is.");
    }
}
