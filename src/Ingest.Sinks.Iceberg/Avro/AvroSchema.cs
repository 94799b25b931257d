namespace Ingest.Sinks.Iceberg.Avro;

/// <summary>Kinds of Avro types.</summary>
internal enum AvroKind
{
    /// <summary>No value; takes no bytes.</summary>
    Null,

    /// <summary>One byte.</summary>
    Boolean,

    /// <summary>32-bit number, zigzag.</summary>
    Int,

    /// <summary>64-bit number, zigzag.</summary>
    Long,

    /// <summary>32-bit floating point.</summary>
    Float,

    /// <summary>64-bit floating point.</summary>
    Double,

    /// <summary>Bytes with their length.</summary>
    Bytes,

    /// <summary>UTF-8 text with its length.</summary>
    String,

    /// <summary>Fields in order.</summary>
    Record,

    /// <summary>One of some names, as its number.</summary>
    Enum,

    /// <summary>Items in blocks.</summary>
    Array,

    /// <summary>Items by name, in blocks.</summary>
    Map,

    /// <summary>One of some types, its number before it.</summary>
    Union,

    /// <summary>So many bytes.</summary>
    Fixed,
}

/// <summary>An Avro type, as a file's writer has described it.</summary>
internal sealed class AvroSchema(AvroKind kind)
{
    private Dictionary<int, int>? _positions;

    /// <summary>The kind.</summary>
    public AvroKind Kind { get; } = kind;

    /// <summary>What the value means beyond its kind, such as <c>uuid</c>; null for nothing.</summary>
    public string? LogicalType { get; init; }

    /// <summary>Length of a fixed value, bytes.</summary>
    public int Size { get; init; }

    /// <summary>Names of an enumeration.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>The items of an array or map.</summary>
    public AvroSchema? Items { get; init; }

    /// <summary>The types of a union.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; init; } = [];

    /// <summary>The fields of a record. Set after its creation, because a record may hold itself.</summary>
    public IReadOnlyList<AvroField> Fields { get; set; } = [];

    /// <summary>Place of the field with this Iceberg id; -1 when there is none.</summary>
    public int PositionOf(int fieldId)
    {
        _positions ??= IndexFields();
        return _positions.GetValueOrDefault(fieldId, -1);
    }

    private Dictionary<int, int> IndexFields()
    {
        var positions = new Dictionary<int, int>();
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Id is { } id)
            {
                positions.TryAdd(id, i);
            }
        }

        return positions;
    }
}

/// <summary>A field of a record.</summary>
/// <param name="Name">Name.</param>
/// <param name="Id">Iceberg's id of it; null when the file does not say.</param>
/// <param name="Type">Type.</param>
internal sealed record AvroField(string Name, int? Id, AvroSchema Type);

/// <summary>A record that was read.</summary>
/// <param name="Schema">Its type.</param>
/// <param name="Values">
/// One a field: null, <c>bool</c>, <c>int</c>, <c>long</c>, <c>float</c>, <c>double</c>, <c>byte[]</c> (bytes, fixed), <c>string</c> (string, enum),
/// <see cref="AvroRecord"/>, <c>List</c> of such (array) or <c>Dictionary</c> of such (map). A union is its value.
/// </param>
internal sealed record AvroRecord(AvroSchema Schema, object?[] Values);
