namespace Ingest.Parquet.Schema;

/// <summary>What a schema has to keep to, so that a file can carry it.</summary>
internal static class SchemaCheck
{
    private const int PrecisionMax = 18;

    /// <summary>Refuses a schema that no file can carry.</summary>
    /// <exception cref="ArgumentException">The message names the column and what is wrong with it.</exception>
    public static void Require(RecordSchema schema)
    {
        var ids = new HashSet<int>();
        foreach (var column in schema.Columns)
        {
            Require(column, ids);
            if (column.Type == ColumnType.Map)
            {
                RequireMap(column, ids);
            }
        }

        if (schema.Columns.Count == 0 || schema.Columns.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count() != schema.Columns.Count)
        {
            throw new ArgumentException("A schema has at least one column, and no two of one name.", nameof(schema));
        }
    }

    private static void RequireMap(ColumnSchema map, HashSet<int> ids)
    {
        if (map.Value is not { } value || value.Type == ColumnType.Map)
        {
            throw new ArgumentException($"The column {map.Name} is a map: it needs a type of values, which are no maps.", nameof(map));
        }

        Require(value, ids);
        if (!ids.Add(map.KeyId))
        {
            throw Twice(map.Name, map.KeyId);
        }
    }

    private static void Require(ColumnSchema column, HashSet<int> ids)
    {
        if (!ids.Add(column.FieldId))
        {
            throw Twice(column.Name, column.FieldId);
        }

        if (column.Type == ColumnType.Decimal && (column.Precision is < 1 or > PrecisionMax || column.Scale < 0 || column.Scale > column.Precision))
        {
            throw new ArgumentException($"The column {column.Name} is a decimal: its precision is 1 to {PrecisionMax}, its scale 0 to the precision.", nameof(column));
        }
    }

    private static ArgumentException Twice(string name, int fieldId) => new($"The column {name} has the field id {fieldId}, which another has.", nameof(fieldId));
}
