using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>A table of this server's, as a catalog has it: created at the first need, and given the columns that a newer server writes.</summary>
internal sealed class LakeTable(TableName name, TableDefinition definition, ICatalog catalog, TableCommitter committer)
{
    /// <summary>Its name.</summary>
    public TableName Name => name;

    /// <summary>The table as it is now, fit to be written to.</summary>
    /// <exception cref="IcebergException">The catalog cannot be asked, or there is another table of this name.</exception>
    public async Task<LoadedTable> LoadAsync(CancellationToken cancellationToken)
    {
        var table = await catalog.LoadAsync(name, cancellationToken)
            ?? await catalog.TryCreateAsync(name, definition, cancellationToken)
            ?? await catalog.LoadAsync(name, cancellationToken)
            ?? throw new IcebergException($"The table {name} can neither be loaded nor created: the catalog says that it is there and that it is not.");
        var fit = await committer.CommitAsync(table, (now, _) => Task.FromResult(PlanColumns(now)), cancellationToken);
        Check(fit.Metadata);
        return fit;
    }

    /// <summary>True for a column that this server writes.</summary>
    public bool IsWritten(NestedField field) => definition.Schema.Find(field.Name) is not null;

    // Null: it has all columns.
    private CommitPlan? PlanColumns(LoadedTable table)
    {
        var metadata = table.Metadata;
        var missing = definition.Schema.Fields.Where(field => metadata.Schema.Find(field.Name) is null).ToArray();
        if (missing.Length == 0)
        {
            return null;
        }

        // What was written before has no value in a new column: it cannot be a required one.
        var lastId = metadata.LastColumnId;
        var added = missing.Select(field => WithNewIds(field, ref lastId) with { Required = false }).ToArray();
        var schema = new IcebergSchema(metadata.Schemas.Max(known => known.SchemaId) + 1, [.. metadata.Schema.Fields, .. added]);
        return new CommitPlan(
            new TableChanges(
                [new AssertTableUuid(metadata.TableUuid), new AssertCurrentSchemaId(metadata.CurrentSchemaId)],
                [new AddSchema(schema, lastId), new SetCurrentSchema(-1)]),
            SnapshotId: null,
            OwnFiles: []);
    }

    private static NestedField WithNewIds(NestedField field, ref int lastId)
    {
        var id = ++lastId;
        return field.Type is MapType map
            ? field with { Id = id, Type = map with { KeyId = ++lastId, ValueId = ++lastId } }
            : field with { Id = id };
    }

    private void Check(TableMetadata table)
    {
        foreach (var field in table.Schema.Fields)
        {
            if (definition.Schema.Find(field.Name) is { } ours ? !IsSameType(ours.Type, field.Type) : field.Required)
            {
                throw new IcebergException(
                    $"The column {field.Name} of the table {name} is {(field.Required ? "a required " : "")}{TableJson.ToText(field.Type)}, which this server does not write. "
                    + "Remedy: name another namespace in Iceberg:Namespace, or bring the column back to what schema/iceberg says.");
            }
        }

        foreach (var field in table.Spec.Fields.Where(field => !IsSupported(table, field)))
        {
            throw new IcebergException(
                $"The table {name} is partitioned by {field.Transform} of {NameOf(table.Schema, field)}, which this server does not write. "
                + "Remedy: name another namespace in Iceberg:Namespace, or go back to a partition spec of the event's day and the site.");
        }
    }

    private bool IsSupported(TableMetadata table, PartitionField field) => definition.PartitionSpec.Fields.Any(ours =>
        ours.Transform == field.Transform && NameOf(definition.Schema, ours) == NameOf(table.Schema, field));

    private static string NameOf(IcebergSchema schema, PartitionField field) =>
        schema.Fields.FirstOrDefault(column => column.Id == field.SourceId)?.Name ?? field.Name;

    // Ids differ from table to table.
    private static bool IsSameType(IcebergType ours, IcebergType theirs) => (ours, theirs) switch
    {
        (MapType a, MapType b) => IsSameType(a.Key, b.Key) && IsSameType(a.Value, b.Value),
        (PrimitiveType a, PrimitiveType b) => a.Name.Replace(" ", "", StringComparison.Ordinal) == b.Name.Replace(" ", "", StringComparison.Ordinal),
        _ => false,
    };
}
