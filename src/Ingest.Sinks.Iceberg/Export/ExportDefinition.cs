using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>What is exported, and into which table.</summary>
/// <param name="Table">Name of the table in the lake's namespace.</param>
/// <param name="Source">Name of what it is a copy of, for people: <c>ingest.fact_event</c>.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="TimeColumn">The column whose day divides it, a required time or date; null for a table that is exported as a whole.</param>
/// <param name="SortColumns">By what the rows of a part are sorted.</param>
public sealed record ExportDefinition(
    string Table, string Source, IReadOnlyList<ExportColumn> Columns, string? TimeColumn, IReadOnlyList<string> SortColumns)
{
    /// <summary>The property that makes a table one of the export's own: the name of its source.</summary>
    internal const string SourceProperty = "ingest.export.source";

    /// <summary>The table when it is created.</summary>
    internal TableDefinition ToTable()
    {
        var lastId = 0;
        var fields = new List<NestedField>();
        foreach (var column in Columns)
        {
            var id = ++lastId;
            var type = column.Type is MapType map ? map with { KeyId = ++lastId, ValueId = ++lastId } : column.Type;
            fields.Add(new NestedField(id, column.Name, column.IsRequired, type));
        }

        int IdOf(string name) => fields.Single(field => field.Name == name).Id;
        return new TableDefinition(
            new IcebergSchema(0, fields),
            new PartitionSpec(0, TimeColumn is null ? [] : [new PartitionField(IdOf(TimeColumn), TableMetadata.FirstPartitionFieldId, $"{TimeColumn}_day", Transforms.Day)]),
            SortColumns.Count == 0
                ? new SortOrder(0, [])
                : new SortOrder(1, [.. SortColumns.Select(name => new SortField(IdOf(name), Transforms.Identity, "asc", "nulls-first"))]),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["comment"] = $"A copy of {Source}, which 'ingest lake export' replaces by whole {(TimeColumn is null ? "tables" : "days")}",
                [SourceProperty] = Source,
                ["write.format.default"] = "parquet",
                ["write.metadata.metrics.default"] = "truncate(16)",
                ["write.metadata.previous-versions-max"] = "100",
                ["write.metadata.delete-after-commit.enabled"] = "true",
                ["commit.retry.num-retries"] = "10",
                ["commit.retry.max-wait-ms"] = "5000",
            });
    }
}
