using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>A type of a table's schema (Iceberg specification, Schemas and Data Types). As JSON a name, or an object for a nested one.</summary>
[JsonConverter(typeof(IcebergTypeConverter))]
public abstract record IcebergType
{
    /// <summary>UUID.</summary>
    public static IcebergType Uuid { get; } = new PrimitiveType("uuid");

    /// <summary>UTF-8 text.</summary>
    public static IcebergType String { get; } = new PrimitiveType("string");

    /// <summary>32-bit number.</summary>
    public static IcebergType Int { get; } = new PrimitiveType("int");

    /// <summary>64-bit number.</summary>
    public static IcebergType Long { get; } = new PrimitiveType("long");

    /// <summary>64-bit floating point.</summary>
    public static IcebergType Double { get; } = new PrimitiveType("double");

    /// <summary>Yes or no.</summary>
    public static IcebergType Boolean { get; } = new PrimitiveType("boolean");

    /// <summary>Days since 1970-01-01.</summary>
    public static IcebergType Date { get; } = new PrimitiveType("date");

    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    public static IcebergType TimestampTz { get; } = new PrimitiveType("timestamptz");

    /// <summary>An unscaled number of so many digits.</summary>
    public static IcebergType Decimal(int precision, int scale) => new PrimitiveType(FormattableString.Invariant($"decimal({precision}, {scale})"));
}

/// <summary>A type without parts.</summary>
/// <param name="Name">As the specification spells it, <c>decimal(18, 4)</c> included.</param>
public sealed record PrimitiveType(string Name) : IcebergType;

/// <summary>A map.</summary>
/// <param name="KeyId">Field id of the keys.</param>
/// <param name="Key">Type of the keys.</param>
/// <param name="ValueId">Field id of the values.</param>
/// <param name="IsValueRequired">True when every key has a value.</param>
/// <param name="Value">Type of the values.</param>
public sealed record MapType(int KeyId, IcebergType Key, int ValueId, bool IsValueRequired, IcebergType Value) : IcebergType;

/// <summary>A list.</summary>
/// <param name="ElementId">Field id of the elements.</param>
/// <param name="IsElementRequired">True when no element is null.</param>
/// <param name="Element">Type of the elements.</param>
public sealed record ListType(int ElementId, bool IsElementRequired, IcebergType Element) : IcebergType;

/// <summary>A structure.</summary>
/// <param name="Fields">Its fields.</param>
public sealed record StructType(IReadOnlyList<NestedField> Fields) : IcebergType;
