using System.Globalization;
using Ingest.Parquet.Schema;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>From a table's columns to those of its files.</summary>
internal static class FileSchema
{
    private const int DecimalDigitsMax = 18;

    /// <summary>The columns of a file that has the named columns of a table, with the field ids that the table has given them.</summary>
    /// <exception cref="IcebergException">A column is of a type that this program does not write.</exception>
    public static RecordSchema Of(IcebergSchema schema, Func<NestedField, bool> isWanted) =>
        new([.. schema.Fields.Where(isWanted).Select(ColumnOf)]) { IcebergJson = TableJson.ToText(schema) };

    /// <summary>A column of a file.</summary>
    /// <exception cref="IcebergException">It is of a type that this program does not write.</exception>
    public static ColumnSchema ColumnOf(NestedField field) => field.Type switch
    {
        MapType { Key: PrimitiveType { Name: "string" } } map => ColumnSchema.Map(
            field.Id, field.Name, field.Required, map.KeyId, ColumnOf(new NestedField(map.ValueId, "value", map.IsValueRequired, map.Value))),
        PrimitiveType primitive => ColumnOf(field, primitive.Name),
        _ => throw Unknown(field),
    };

    private static ColumnSchema ColumnOf(NestedField field, string type)
    {
        if (type.StartsWith("decimal(", StringComparison.Ordinal))
        {
            var digits = type["decimal(".Length..^1].Split(',', StringSplitOptions.TrimEntries);
            var (precision, scale) = (int.Parse(digits[0], CultureInfo.InvariantCulture), int.Parse(digits[1], CultureInfo.InvariantCulture));
            return precision <= DecimalDigitsMax
                ? new ColumnSchema(field.Id, field.Name, ColumnType.Decimal, field.Required) { Precision = precision, Scale = scale }
                : throw Unknown(field);
        }

        return new ColumnSchema(field.Id, field.Name, TypeOf(field, type), field.Required);
    }

    private static ColumnType TypeOf(NestedField field, string type) => type switch
    {
        "boolean" => ColumnType.Boolean,
        "int" => ColumnType.Int,
        "long" => ColumnType.Long,
        "double" => ColumnType.Double,
        "date" => ColumnType.Date,
        "timestamptz" => ColumnType.Timestamp,
        "string" => ColumnType.String,
        "uuid" => ColumnType.Uuid,
        _ => throw Unknown(field),
    };

    private static IcebergException Unknown(NestedField field) =>
        new($"The column {field.Name} is of the type {TableJson.ToText(field.Type)}, which this program neither writes nor reads.");
}
