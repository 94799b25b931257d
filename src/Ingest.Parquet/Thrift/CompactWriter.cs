using System.Text;
using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Thrift;

/// <summary>Writes structs in Thrift's compact protocol. Fields are written in the order of their ids, so that most need one byte of header.</summary>
internal sealed class CompactWriter(ByteBuffer output)
{
    // Parquet's deepest struct is at level 7.
    private const int DepthMax = 16;

    private readonly short[] _lastIds = new short[DepthMax];
    private int _depth;

    /// <summary>Begins a struct: the outermost one, or an element of a list.</summary>
    public void BeginStruct() => _lastIds[++_depth] = 0;

    /// <summary>Begins a struct that is a field.</summary>
    public void BeginStruct(short id)
    {
        Header(id, CompactType.Struct);
        BeginStruct();
    }

    /// <summary>Ends a struct.</summary>
    public void EndStruct()
    {
        output.Add((byte)CompactType.Stop);
        _depth--;
    }

    /// <summary>A struct without fields, as a field.</summary>
    public void EmptyStruct(short id)
    {
        BeginStruct(id);
        EndStruct();
    }

    /// <summary>A yes or no.</summary>
    public void Bool(short id, bool value) => Header(id, value ? CompactType.True : CompactType.False);

    /// <summary>A 16-bit number.</summary>
    public void I16(short id, short value)
    {
        Header(id, CompactType.I16);
        output.AddZigZag(value);
    }

    /// <summary>A 32-bit number.</summary>
    public void I32(short id, int value)
    {
        Header(id, CompactType.I32);
        output.AddZigZag(value);
    }

    /// <summary>A 64-bit number.</summary>
    public void I64(short id, long value)
    {
        Header(id, CompactType.I64);
        output.AddZigZag(value);
    }

    /// <summary>Bytes.</summary>
    public void Binary(short id, ReadOnlySpan<byte> value)
    {
        Header(id, CompactType.Binary);
        BinaryElement(value);
    }

    /// <summary>A text.</summary>
    public void Text(short id, string value) => Binary(id, Encoding.UTF8.GetBytes(value));

    /// <summary>Begins a list; as many elements follow.</summary>
    public void BeginList(short id, CompactType element, int count)
    {
        const int shortMax = 14;
        Header(id, CompactType.List);
        output.Add((byte)((Math.Min(count, shortMax + 1) << 4) | (int)element));
        if (count > shortMax)
        {
            output.AddVarint((uint)count);
        }
    }

    /// <summary>A number as an element of a list.</summary>
    public void NumberElement(long value) => output.AddZigZag(value);

    /// <summary>Bytes as an element of a list.</summary>
    public void BinaryElement(ReadOnlySpan<byte> value)
    {
        output.AddVarint((uint)value.Length);
        output.Add(value);
    }

    /// <summary>A text as an element of a list.</summary>
    public void TextElement(string value) => BinaryElement(Encoding.UTF8.GetBytes(value));

    /// <summary>A yes or no as an element of a list, whose type is <see cref="CompactType.True"/>.</summary>
    public void BoolElement(bool value) => output.Add((byte)(value ? CompactType.True : CompactType.False));

    private void Header(short id, CompactType type)
    {
        const int deltaMax = 15;
        var delta = id - _lastIds[_depth];
        _lastIds[_depth] = id;
        if (delta is > 0 and <= deltaMax)
        {
            output.Add((byte)((delta << 4) | (int)type));
            return;
        }

        output.Add((byte)type);
        output.AddZigZag(id);
    }
}
