using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Ingest.Sinks.Iceberg.Avro;

/// <summary>Writes Avro's binary form.</summary>
internal sealed class AvroEncoder
{
    private const int NumberBytesMax = 10;

    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _output.ResetWrittenCount();

    /// <summary>Writes a number of 32 or 64 bits, an enumeration's place, or which type of a union follows.</summary>
    public void WriteLong(long value)
    {
        var span = _output.GetSpan(NumberBytesMax);
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            span[length++] = (byte)(rest | 0x80);
        }

        span[length++] = (byte)rest;
        _output.Advance(length);
    }

    /// <summary>Writes yes or no.</summary>
    public void WriteBoolean(bool value) => WriteFixed([value ? (byte)1 : (byte)0]);

    /// <summary>Writes a 32-bit floating-point number.</summary>
    public void WriteFloat(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_output.GetSpan(sizeof(float)), value);
        _output.Advance(sizeof(float));
    }

    /// <summary>Writes a 64-bit floating-point number.</summary>
    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_output.GetSpan(sizeof(double)), value);
        _output.Advance(sizeof(double));
    }

    /// <summary>Writes bytes with their length.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        WriteFixed(value);
    }

    /// <summary>Writes text.</summary>
    public void WriteString(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteLong(length);
        Encoding.UTF8.GetBytes(value, _output.GetSpan(length));
        _output.Advance(length);
    }

    /// <summary>Writes bytes of a known number.</summary>
    public void WriteFixed(ReadOnlySpan<byte> value) => _output.Write(value);

    /// <summary>Writes a union of null and something: which of them it is. True when the something is to follow.</summary>
    public bool WriteOption(bool isPresent)
    {
        WriteLong(isPresent ? 1 : 0);
        return isPresent;
    }

    /// <summary>Writes an array, or a map whose items write their names first, as one block.</summary>
    public void WriteItems<T>(IReadOnlyCollection<T> items, Action<AvroEncoder, T> writeItem)
    {
        if (items.Count > 0)
        {
            WriteLong(items.Count);
            foreach (var item in items)
            {
                writeItem(this, item);
            }
        }

        WriteLong(0);
    }
}
