using System.Buffers.Binary;
using System.Text;

namespace Ingest.Sinks.Iceberg.Avro;

/// <summary>Reads Avro's binary form. The bytes may be anybody's: each length is held against what is left, and depth and number of values are bounded.</summary>
internal sealed class AvroDecoder(string file, ReadOnlyMemory<byte> bytes)
{
    private const int DepthMax = 64;

    // A value takes a byte, but for nulls and records of nothing. A branch's number and the records around it are the others.
    private const int ValuesPerByte = 4;
    private const int EmptyValuesMax = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private long _valuesLeft = EmptyValuesMax + ((long)ValuesPerByte * bytes.Length);

    /// <summary>Place of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public int Left => bytes.Length - Position;

    /// <summary>Reads a value of this type; see <see cref="AvroRecord"/> for its form.</summary>
    /// <exception cref="IcebergException">The bytes are no such value.</exception>
    public object? Read(AvroSchema schema) => Read(schema, depth: 0);

    /// <summary>Reads a number.</summary>
    /// <exception cref="IcebergException">There is none.</exception>
    public long ReadLong()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw Fault("a number has more than ten bytes");
    }

    /// <summary>Reads bytes that have their length before them.</summary>
    /// <exception cref="IcebergException">There are fewer.</exception>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadLong());

    /// <summary>Reads so many bytes.</summary>
    /// <exception cref="IcebergException">There are fewer.</exception>
    public ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > Left)
        {
            throw Fault($"it needs {length} bytes and {Left} are left");
        }

        var taken = bytes.Span.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }

    /// <summary>Reads text.</summary>
    /// <exception cref="IcebergException">It is not UTF-8, or there is less.</exception>
    public string ReadString()
    {
        try
        {
            return Utf8.GetString(ReadBytes());
        }
        catch (DecoderFallbackException)
        {
            throw Fault("a text is not UTF-8");
        }
    }

    /// <summary>Says that the file is broken at this place.</summary>
    public IcebergException Fault(string what) => new($"The Avro file {file} is broken: {what}, at byte {Position} of the block.");

    private object? Read(AvroSchema schema, int depth)
    {
        if (depth > DepthMax)
        {
            throw Fault($"values are nested deeper than {DepthMax}");
        }

        if (--_valuesLeft < 0)
        {
            throw Fault("it has more values than bytes for them");
        }

        return schema.Kind switch
        {
            AvroKind.Null => null,
            AvroKind.Boolean => ReadBoolean(),
            AvroKind.Int => ReadInt(),
            AvroKind.Long => ReadLong(),
            AvroKind.Float => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
            AvroKind.Double => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
            AvroKind.Bytes => ReadBytes().ToArray(),
            AvroKind.String => ReadString(),
            AvroKind.Fixed => Take(schema.Size).ToArray(),
            AvroKind.Enum => Choose(schema.Symbols),
            AvroKind.Union => Read(Choose(schema.Branches), depth + 1),
            AvroKind.Record => ReadRecord(schema, depth),
            AvroKind.Array => ReadArray(schema.Items!, depth),
            AvroKind.Map => ReadMap(schema.Items!, depth),
            _ => throw Fault($"the kind {schema.Kind} is not known"),
        };
    }

    private bool ReadBoolean() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        var other => throw Fault($"a boolean is {other}"),
    };

    private int ReadInt() => ReadLong() is var value and >= int.MinValue and <= int.MaxValue ? (int)value : throw Fault("an int has more than 32 bits");

    private T Choose<T>(IReadOnlyList<T> choices)
    {
        var choice = ReadLong();
        return choice >= 0 && choice < choices.Count ? choices[(int)choice] : throw Fault($"choice {choice} of {choices.Count}");
    }

    private AvroRecord ReadRecord(AvroSchema schema, int depth)
    {
        var values = new object?[schema.Fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Read(schema.Fields[i].Type, depth + 1);
        }

        return new AvroRecord(schema, values);
    }

    private List<object?> ReadArray(AvroSchema items, int depth)
    {
        var list = new List<object?>();
        for (var count = ReadCount(); count > 0; count = ReadCount())
        {
            for (; count > 0; count--)
            {
                list.Add(Read(items, depth + 1));
            }
        }

        return list;
    }

    private Dictionary<string, object?> ReadMap(AvroSchema values, int depth)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var count = ReadCount(); count > 0; count = ReadCount())
        {
            for (; count > 0; count--)
            {
                var key = ReadString();
                map[key] = Read(values, depth + 1);
            }
        }

        return map;
    }

    // A negative number of items has the block's length in bytes behind it, for readers that skip.
    private long ReadCount()
    {
        var count = ReadLong();
        if (count >= 0)
        {
            return count;
        }

        var length = ReadLong();
        return count == long.MinValue || length < 0 || length > Left ? throw Fault("a block of items has no valid length") : -count;
    }
}
