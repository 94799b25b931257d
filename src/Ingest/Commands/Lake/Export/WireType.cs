using System.Globalization;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Commands.Lake.Export;

/// <summary>How a value lies in ClickHouse's RowBinary format.</summary>
internal enum WireKind
{
    /// <summary>Two little-endian halves, the more significant one first.</summary>
    Uuid,

    /// <summary>Length as a variable number, then bytes.</summary>
    Text,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>8 bits, signed.</summary>
    Int8,

    /// <summary>16 bits, signed.</summary>
    Int16,

    /// <summary>32 bits, signed.</summary>
    Int32,

    /// <summary>64 bits, signed.</summary>
    Int64,

    /// <summary>8 bits.</summary>
    UInt8,

    /// <summary>16 bits.</summary>
    UInt16,

    /// <summary>32 bits.</summary>
    UInt32,

    /// <summary>64 bits; only the lower half of them has a form in Iceberg.</summary>
    UInt64,

    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>64-bit floating point.</summary>
    Float64,

    /// <summary>Unscaled number of at most 9 digits, 32 bits.</summary>
    Decimal32,

    /// <summary>Unscaled number of at most 18 digits, 64 bits.</summary>
    Decimal64,

    /// <summary>Days since 1970-01-01, 16 bits.</summary>
    Date,

    /// <summary>Days since 1970-01-01, 32 bits, signed.</summary>
    Date32,

    /// <summary>Seconds since 1970-01-01 UTC, 32 bits.</summary>
    DateTime,

    /// <summary>Powers of a second since 1970-01-01 UTC, 64 bits, signed.</summary>
    DateTime64,

    /// <summary>Number of pairs, then keys and values in turn.</summary>
    Map,
}

/// <summary>How a column's values lie in RowBinary, and what they are in the lake: the one place that joins the types of the two.</summary>
/// <param name="Kind">How one value lies there.</param>
/// <param name="IsNullable">A byte before it says whether it is null.</param>
internal sealed record WireType(WireKind Kind, bool IsNullable)
{
    private const int DigitsMax = 18;
    private const int Decimal32Digits = 9;

    // Field ids of a map's parts are given by the table.
    private const int NoId = 0;

    private int Precision { get; init; }

    /// <summary>Digits behind the point: of a decimal, or of a time's seconds.</summary>
    public int Scale { get; init; }

    /// <summary>What a map's values are; its keys are texts.</summary>
    public WireType? Value { get; init; }

    /// <summary>Bytes of a value of one size; 0 for texts and maps.</summary>
    public int Width => Kind switch
    {
        WireKind.Uuid => 16,
        WireKind.Text or WireKind.Map => 0,
        WireKind.Bool or WireKind.Int8 or WireKind.UInt8 => 1,
        WireKind.Int16 or WireKind.UInt16 or WireKind.Date => 2,
        WireKind.Int32 or WireKind.UInt32 or WireKind.Float32 or WireKind.Decimal32 or WireKind.Date32 or WireKind.DateTime => 4,
        _ => 8,
    };

    /// <summary>The type in the lake.</summary>
    public IcebergType Type => Kind switch
    {
        WireKind.Uuid => IcebergType.Uuid,
        WireKind.Text => IcebergType.String,
        WireKind.Bool => IcebergType.Boolean,
        WireKind.Int8 or WireKind.Int16 or WireKind.Int32 or WireKind.UInt8 or WireKind.UInt16 => IcebergType.Int,
        WireKind.Int64 or WireKind.UInt32 or WireKind.UInt64 => IcebergType.Long,
        WireKind.Float32 or WireKind.Float64 => IcebergType.Double,
        WireKind.Decimal32 or WireKind.Decimal64 => IcebergType.Decimal(Precision, Scale),
        WireKind.Date or WireKind.Date32 => IcebergType.Date,
        WireKind.DateTime or WireKind.DateTime64 => IcebergType.TimestampTz,
        _ => new MapType(NoId, IcebergType.String, NoId, !Value!.IsNullable, Value.Type),
    };

    /// <summary>The form of a type of ClickHouse; null when it has none but as text.</summary>
    public static WireType? Of(ClickHouseType type) => type switch
    {
        { Name: "LowCardinality", Arguments.Count: 1 } => Of(type[0]),
        { Name: "SimpleAggregateFunction", Arguments.Count: 2 } => Of(type[1]),
        { Name: "Nullable", Arguments.Count: 1 } => Of(type[0]) is { Kind: not WireKind.Map } inner ? inner with { IsNullable = true } : null,
        { Name: "Map", Arguments.Count: 2 } => Of(type[0]) is { Kind: WireKind.Text, IsNullable: false } && Of(type[1]) is { Kind: not WireKind.Map } value
            ? new WireType(WireKind.Map, IsNullable: false) { Value = value }
            : null,
        { Name: "Decimal", Arguments: [var digits, var scale] } => DecimalOf(Number(digits), Number(scale)),
        { Name: "DateTime64", Arguments: [var scale, ..] } => new WireType(WireKind.DateTime64, IsNullable: false) { Scale = Number(scale) },
        { Name: "DateTime" } => new WireType(WireKind.DateTime, IsNullable: false),
        { Name: "String", Arguments.Count: 0 } => new WireType(WireKind.Text, IsNullable: false),
        { Name: "UUID" or "Bool" or "Int8" or "Int16" or "Int32" or "Int64" or "UInt8" or "UInt16" or "UInt32" or "UInt64" or "Float32" or "Float64" or "Date" or "Date32" } =>
            new WireType(Enum.Parse<WireKind>(type.Name, ignoreCase: true), IsNullable: false),
        _ => null,
    };

    private static WireType? DecimalOf(int digits, int scale) => digits is >= 1 and <= DigitsMax
        ? new WireType(digits <= Decimal32Digits ? WireKind.Decimal32 : WireKind.Decimal64, IsNullable: false) { Precision = digits, Scale = scale }
        : null;

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
