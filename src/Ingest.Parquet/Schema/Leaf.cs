namespace Ingest.Parquet.Schema;

/// <summary>A column of values as a file has it: a column of the table, or the keys or values of a map.</summary>
/// <param name="Schema">What it holds.</param>
/// <param name="Path">Names from the root.</param>
/// <param name="DefinitionMax">Definition level of a value that is there.</param>
/// <param name="RepetitionMax">1 within a map, else 0.</param>
internal sealed record Leaf(ColumnSchema Schema, IReadOnlyList<string> Path, int DefinitionMax, int RepetitionMax)
{
    /// <summary>Bytes of a UUID.</summary>
    public const int UuidBytes = 16;

    /// <summary>How its values are stored.</summary>
    public PhysicalType Type => PhysicalTypeOf(Schema.Type);

    /// <summary>How messages name it.</summary>
    public string Name => string.Join('.', Path);

    /// <summary>How values of a type are stored.</summary>
    public static PhysicalType PhysicalTypeOf(ColumnType type) => type switch
    {
        ColumnType.Boolean => PhysicalType.Boolean,
        ColumnType.Int or ColumnType.Date => PhysicalType.Int32,
        ColumnType.Long or ColumnType.Decimal or ColumnType.Timestamp => PhysicalType.Int64,
        ColumnType.Double => PhysicalType.Double,
        ColumnType.String => PhysicalType.ByteArray,
        ColumnType.Uuid => PhysicalType.FixedLengthByteArray,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only values are stored."),
    };

    /// <summary>The leaves of a column: one, or a map's two.</summary>
    public static IReadOnlyList<Leaf> Of(ColumnSchema column)
    {
        var definition = column.IsRequired ? 0 : 1;
        if (column.Type != ColumnType.Map)
        {
            return [new Leaf(column, [column.Name], definition, 0)];
        }

        var key = new ColumnSchema(column.KeyId, "key", ColumnType.String, IsRequired: true);
        var value = column.Value! with { Name = "value" };
        return
        [
            new Leaf(key, [column.Name, "key_value", "key"], definition + 1, 1),
            new Leaf(value, [column.Name, "key_value", "value"], definition + 1 + (value.IsRequired ? 0 : 1), 1),
        ];
    }
}
