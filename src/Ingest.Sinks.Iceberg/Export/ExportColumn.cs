using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>A column of a table that is exported.</summary>
/// <param name="Name">Name in the lake.</param>
/// <param name="Type">Type in the lake; the field ids of a map's parts are given by the table.</param>
/// <param name="IsRequired">True when the source has a value in every row.</param>
public sealed record ExportColumn(string Name, IcebergType Type, bool IsRequired);
