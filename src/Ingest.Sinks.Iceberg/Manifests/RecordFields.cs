using Ingest.Sinks.Iceberg.Avro;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>The fields of a record by their Iceberg ids, whatever their names and order in the file.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Record">The record.</param>
internal readonly record struct RecordFields(string File, AvroRecord Record)
{
    /// <summary>Takes a value for a record.</summary>
    /// <exception cref="IcebergException">It is something else.</exception>
    public static RecordFields Of(string file, object? value) =>
        value is AvroRecord record ? new RecordFields(file, record) : throw new IcebergException($"{file} has something else where a record must be.");

    /// <summary>A field as the file has it; null when it has none.</summary>
    public object? Find(int id) => Record.Schema.PositionOf(id) is var position and >= 0 ? Record.Values[position] : null;

    /// <summary>A number; null when there is none.</summary>
    public long? OptionalLong(int id) => Find(id) switch
    {
        null => null,
        long number => number,
        int number => number,
        _ => throw Fault(id),
    };

    /// <summary>A number.</summary>
    public long Long(int id) => OptionalLong(id) ?? throw Fault(id);

    /// <summary>A number of 32 bits.</summary>
    public int Int(int id) => OptionalInt(id) ?? throw Fault(id);

    /// <summary>A number of 32 bits; null when there is none.</summary>
    public int? OptionalInt(int id) => OptionalLong(id) switch
    {
        null => null,
        var number and >= int.MinValue and <= int.MaxValue => (int)number,
        _ => throw Fault(id),
    };

    /// <summary>A value of a kind that is a class.</summary>
    public T Required<T>(int id)
        where T : class => Optional<T>(id) ?? throw Fault(id);

    /// <summary>A value of a kind that is a class; null when there is none.</summary>
    public T? Optional<T>(int id)
        where T : class => Find(id) is var value && value is null or T ? (T?)value : throw Fault(id);

    /// <summary>One of a list of numbers and what they mean.</summary>
    public T Choice<T>(int id, T otherwise)
        where T : struct, Enum => OptionalInt(id) is not { } number ? otherwise
            : Enum.IsDefined(typeof(T), number) ? (T)Enum.ToObject(typeof(T), number)
            : throw Fault(id);

    /// <summary>A list of numbers; null when there is none.</summary>
    public IReadOnlyList<T>? Numbers<T>(int id)
        where T : struct
    {
        var (fields, list) = (this, Optional<List<object?>>(id));
        return list is null ? null : [.. list.Select(item => item is T number ? number : throw fields.Fault(id))];
    }

    /// <summary>A map from numbers, which is a list of pairs in Avro; null when there is none.</summary>
    public IReadOnlyDictionary<int, T>? Map<T>(int id)
    {
        if (Optional<List<object?>>(id) is not { } pairs)
        {
            return null;
        }

        var map = new Dictionary<int, T>(pairs.Count);
        foreach (var pair in pairs)
        {
            map[KeyOf(pair, id)] = ((AvroRecord)pair!).Values[1] is T value ? value : throw Fault(id);
        }

        return map;
    }

    private int KeyOf(object? pair, int id) => pair is AvroRecord { Values: [int key, _] } ? key : throw Fault(id);

    /// <summary>Says that a field is missing or of another kind.</summary>
    public IcebergException Fault(int id) => new($"{File} has a record whose field of id {id} is missing or not of its type.");
}
