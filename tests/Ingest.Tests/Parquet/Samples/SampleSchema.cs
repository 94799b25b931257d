using Ingest.Parquet.Schema;

namespace Ingest.Tests.Parquet.Samples;

/// <summary>A schema with each type, required and optional, and maps of both.</summary>
internal static class SampleSchema
{
    public const string Json = """{"type":"struct","schema-id":0,"fields":[]}""";

    public static RecordSchema All { get; } = new(
    [
        .. Pair(1, ColumnType.Boolean),
        .. Pair(3, ColumnType.Int),
        .. Pair(5, ColumnType.Long),
        .. Pair(7, ColumnType.Double),
        .. Pair(9, ColumnType.Decimal),
        .. Pair(11, ColumnType.Date),
        .. Pair(13, ColumnType.Timestamp),
        .. Pair(15, ColumnType.String),
        .. Pair(17, ColumnType.Uuid),
        ColumnSchema.Map(20, "map_required", isRequired: true, 21, Value(22, ColumnType.String, isRequired: true) with { Name = "value" }),
        ColumnSchema.Map(23, "map_optional", isRequired: false, 24, Value(25, ColumnType.String, isRequired: false) with { Name = "value" }),
        ColumnSchema.Map(26, "map_numbers", isRequired: false, 27, Value(28, ColumnType.Decimal, isRequired: false) with { Name = "value" }),
    ])
    {
        IcebergJson = Json,
    };

    /// <summary>Each type once, required and optional by turns: for many rows.</summary>
    public static RecordSchema Each { get; } = new([.. All.Columns.Where((column, i) => i < 18 ? i % 4 is 0 or 3 : column.FieldId == 26)]);

    private static ColumnSchema[] Pair(int id, ColumnType type) =>
    [
        Value(id, type, isRequired: true),
        Value(id + 1, type, isRequired: false),
    ];

    private static ColumnSchema Value(int id, ColumnType type, bool isRequired)
    {
        var name = $"{type.ToString().ToLowerInvariant()}_{(isRequired ? "required" : "optional")}";
        return new ColumnSchema(id, name, type, isRequired) { Precision = type == ColumnType.Decimal ? 18 : 0, Scale = type == ColumnType.Decimal ? 4 : 0 };
    }
}
