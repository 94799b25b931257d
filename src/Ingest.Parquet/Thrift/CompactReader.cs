using System.Text;

namespace Ingest.Parquet.Thrift;

/// <summary>
/// Reads structs of Thrift's compact protocol: <c>while (reader.NextField(ref id, out type))</c>, and <see cref="Skip"/> for what is not known.
/// Every length is held against what is left, so that damaged bytes end in an exception and take no memory.
/// </summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes, string part)
{
    private const int DepthMax = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the header of a struct's next field; false at its end.</summary>
    /// <param name="id">Id of the field before, 0 at the beginning; then the field's.</param>
    /// <param name="type">The field's type. For yes and no it is the value.</param>
    public bool NextField(ref short id, out CompactType type)
    {
        var header = Byte();
        type = (CompactType)(header & 0x0F);
        if (type == CompactType.Stop)
        {
            return false;
        }

        id = header >> 4 == 0 ? checked((short)Number(short.MinValue, short.MaxValue)) : (short)(id + (header >> 4));
        return true;
    }

    /// <summary>A 32-bit number.</summary>
    public int I32(CompactType type)
    {
        Require(type, CompactType.I32);
        return (int)Number(int.MinValue, int.MaxValue);
    }

    /// <summary>A 16-bit number.</summary>
    public short I16(CompactType type)
    {
        Require(type, CompactType.I16);
        return (short)Number(short.MinValue, short.MaxValue);
    }

    /// <summary>A 64-bit number.</summary>
    public long I64(CompactType type)
    {
        Require(type, CompactType.I64);
        return Number(long.MinValue, long.MaxValue);
    }

    /// <summary>A yes or no.</summary>
    public readonly bool Bool(CompactType type) =>
        type is CompactType.True or CompactType.False ? type == CompactType.True : throw Damaged("has a field of another type than it should");

    /// <summary>Bytes.</summary>
    public ReadOnlySpan<byte> Binary(CompactType type)
    {
        Require(type, CompactType.Binary);
        return Take(Length());
    }

    /// <summary>A text.</summary>
    public string Text(CompactType type) => Encoding.UTF8.GetString(Binary(type));

    /// <summary>Begins a list and gives the number of its elements, which is never more than the bytes that are left.</summary>
    public int BeginList(CompactType type, CompactType element)
    {
        Require(type, CompactType.List);
        var count = ListHeader(out var found);
        if (count > 0)
        {
            Require(found, element);
        }

        return count;
    }

    /// <summary>A yes or no as an element of a list.</summary>
    public bool BoolElement() => Byte() == (byte)CompactType.True;

    /// <summary>Passes over a field's value.</summary>
    public void Skip(CompactType type) => Skip(type, DepthMax, isElement: false);

    private void Skip(CompactType type, int depthLeft, bool isElement)
    {
        if (depthLeft == 0)
        {
            throw Damaged("is nested too deeply");
        }

        switch (type)
        {
            case CompactType.True or CompactType.False:
                _ = isElement ? Byte() : (byte)0;
                break;
            case CompactType.Byte:
                _ = Byte();
                break;
            case CompactType.I16 or CompactType.I32 or CompactType.I64:
                _ = Varint();
                break;
            case CompactType.Double:
                _ = Take(sizeof(double));
                break;
            case CompactType.Uuid:
                _ = Take(16);
                break;
            case CompactType.Binary:
                _ = Take(Length());
                break;
            case CompactType.List or CompactType.Set:
                SkipList(depthLeft);
                break;
            case CompactType.Map:
                SkipMap(depthLeft);
                break;
            case CompactType.Struct:
                for (short id = 0; NextField(ref id, out var field);)
                {
                    Skip(field, depthLeft - 1, isElement: false);
                }

                break;
            default:
                throw Damaged("has a field of an unknown type");
        }
    }

    private void SkipList(int depthLeft)
    {
        for (var left = ListHeader(out var element); left > 0; left--)
        {
            Skip(element, depthLeft - 1, isElement: true);
        }
    }

    private void SkipMap(int depthLeft)
    {
        var left = Length();
        var types = left == 0 ? (byte)0 : Byte();
        for (; left > 0; left--)
        {
            Skip((CompactType)(types >> 4), depthLeft - 1, isElement: true);
            Skip((CompactType)(types & 0x0F), depthLeft - 1, isElement: true);
        }
    }

    private int ListHeader(out CompactType element)
    {
        const int longForm = 15;
        var header = Byte();
        element = (CompactType)(header & 0x0F);
        return header >> 4 == longForm ? Length() : header >> 4;
    }

    // Every element takes a byte at least, so that a count is bounded as a length is.
    private int Length()
    {
        var length = Varint();
        return length <= (ulong)(_bytes.Length - Position) ? (int)length : throw Damaged("names a length beyond its end");
    }

    private long Number(long min, long max)
    {
        var raw = Varint();
        var value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return value >= min && value <= max ? value : throw Damaged("has a number out of range");
    }

    private ulong Varint()
    {
        const int bitsMax = 64;
        var value = 0UL;
        for (var shift = 0; shift < bitsMax; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("has a number that does not end");
    }

    private byte Byte() => Position < _bytes.Length ? _bytes[Position++] : throw Damaged("ends too early");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position)
        {
            throw Damaged("ends too early");
        }

        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    private readonly void Require(CompactType found, CompactType expected)
    {
        // A list of yes and no has either type.
        if (found != expected && !(expected == CompactType.True && found == CompactType.False))
        {
            throw Damaged("has a field of another type than it should");
        }
    }

    private readonly ParquetException Damaged(string what) => ParquetException.Damaged(part, what);
}
