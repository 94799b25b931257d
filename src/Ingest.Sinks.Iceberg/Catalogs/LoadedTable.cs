using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>A table as a catalog knew it at one time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="MetadataLocation">Where that is.</param>
public sealed record LoadedTable(TableName Name, TableMetadata Metadata, string MetadataLocation);
