using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>What a table of the lake has to be, so that parts of it may be replaced.</summary>
internal static class ExportCheck
{
    private const string Anew = "Remedy: remove the table from the catalog and export all its days again, or name another namespace in Iceberg:Namespace.";

    /// <summary>Refuses a table that somebody else has made, or that has become another than its source.</summary>
    /// <exception cref="IcebergException">It must not be exported to; the message says why.</exception>
    public static void Require(LoadedTable table, ExportDefinition definition)
    {
        var (name, metadata) = (table.Name, table.Metadata);
        if (!metadata.Properties.ContainsKey(ExportDefinition.SourceProperty))
        {
            throw new IcebergException(
                $"The table {name} was not made by an export: its rows would be replaced. Remedy: rename it, name another namespace in Iceberg:Namespace, or, if it may be "
                + $"replaced, set its property {ExportDefinition.SourceProperty} to {definition.Source}.");
        }

        foreach (var column in definition.Columns)
        {
            if (metadata.Schema.Find(column.Name) is not { } field)
            {
                continue;
            }

            if (Text(field.Type) != Text(column.Type))
            {
                throw new IcebergException($"The column {column.Name} of the table {name} is {Text(field.Type)}, and {definition.Source} has {Text(column.Type)} for it now. {Anew}");
            }

            if (field.Required && !column.IsRequired)
            {
                throw new IcebergException($"The column {column.Name} of the table {name} has a value in every row, and in {definition.Source} it need not have one any more. {Anew}");
            }
        }

        if (metadata.Schema.Fields.FirstOrDefault(field => field.Required && definition.Columns.All(column => column.Name != field.Name)) is { } lost)
        {
            throw new IcebergException($"The column {lost.Name} of the table {name} has a value in every row, and {definition.Source} does not have it any more. {Anew}");
        }

        if (!metadata.PartitionSpecs.All(spec => IsSame(metadata, spec, definition.TimeColumn)))
        {
            throw new IcebergException(
                $"The table {name} is not divided by {(definition.TimeColumn is { } time ? $"the day of {time}" : "nothing")} alone, as an export of {definition.Source} is. {Anew}");
        }
    }

    private static bool IsSame(TableMetadata table, PartitionSpec spec, string? timeColumn) => timeColumn is null
        ? spec.Fields.Count == 0
        : spec.Fields is [{ Transform: Transforms.Day } day] && table.Schema.Find(timeColumn)?.Id == day.SourceId;

    // Ids differ from table to table, and blanks from writer to writer.
    private static string Text(IcebergType type) => type switch
    {
        MapType map => $"map<{Text(map.Key)}, {Text(map.Value)}{(map.IsValueRequired ? "" : "?")}>",
        PrimitiveType primitive => primitive.Name.Replace(" ", "", StringComparison.Ordinal),
        _ => TableJson.ToText(type),
    };
}
