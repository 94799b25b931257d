namespace Ingest.Parquet.Schema;

/// <summary>One column of a table.</summary>
/// <param name="FieldId">Iceberg's field id, by which readers find the column whatever it is called.</param>
/// <param name="Name">Name.</param>
/// <param name="Type">What it holds.</param>
/// <param name="IsRequired">True when every row has a value.</param>
public sealed record ColumnSchema(int FieldId, string Name, ColumnType Type, bool IsRequired)
{
    /// <summary>Digits of a decimal, at most 18.</summary>
    public int Precision { get; init; }

    /// <summary>Digits of a decimal behind the point.</summary>
    public int Scale { get; init; }

    /// <summary>Field id of a map's keys, which are required texts.</summary>
    public int KeyId { get; init; }

    /// <summary>What a map's values are; its name is not used.</summary>
    public ColumnSchema? Value { get; init; }

    /// <summary>A map of texts.</summary>
    public static ColumnSchema Map(int fieldId, string name, bool isRequired, int keyId, ColumnSchema value) =>
        new(fieldId, name, ColumnType.Map, isRequired) { KeyId = keyId, Value = value };
}
