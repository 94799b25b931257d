namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>What a table is to be when it is created.</summary>
/// <param name="Schema">Its columns.</param>
/// <param name="PartitionSpec">How its rows are divided among files.</param>
/// <param name="SortOrder">Their order in a file.</param>
/// <param name="Properties">Its settings.</param>
public sealed record TableDefinition(
    IcebergSchema Schema, PartitionSpec PartitionSpec, SortOrder SortOrder, IReadOnlyDictionary<string, string> Properties);
