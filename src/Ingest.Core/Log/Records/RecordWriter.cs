using System.Buffers.Binary;

namespace Ingest.Core.Log.Records;

/// <summary>Writes the primitives of a record, one after the other, into a span that is large enough.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal ref struct RecordWriter(Span<byte> output)
{
    private readonly Span<byte> _output = output;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public void WriteByte(byte value) => _output[Length++] = value;

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_output[Length..], value);
        Length += sizeof(long);
    }

    public void WriteDouble(double value) => WriteInt64(BitConverter.DoubleToInt64Bits(value));

    public void WriteGuid(Guid value)
    {
        _ = value.TryWriteBytes(_output[Length..], bigEndian: true, out var written);
        Length += written;
    }

    public void WriteVarint(int value)
    {
        var rest = (uint)value;
        for (; rest > 0x7F; rest >>= 7)
        {
            WriteByte((byte)(rest | 0x80));
        }

        WriteByte((byte)rest);
    }

    public void WriteText(ReadOnlySpan<byte> text)
    {
        WriteVarint(text.Length);
        text.CopyTo(_output[Length..]);
        Length += text.Length;
    }
}
