using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>A table as a catalog knew it at one time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="MetadataLocation">Where that is.</param>
public sealed record LoadedTable(TableName Name, TableMetadata Metadata, string MetadataLocation)
{
    /// <summary>What the catalog lends to reach the table's files with; empty when the storage's own settings are to be used.</summary>
    public IReadOnlyList<VendedCredentials> Credentials { get; init; } = [];

    /// <summary>What reaches a file of the table: the credentials of the longest prefix of its location; null when nothing was lent for it.</summary>
    public VendedCredentials? CredentialsFor(string location) =>
        Credentials.Where(lent => location.StartsWith(lent.Prefix, StringComparison.Ordinal)).MaxBy(lent => lent.Prefix.Length);
}
