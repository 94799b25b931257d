using System.Buffers.Binary;
using System.Text;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>Writes values as ClickHouse's RowBinary has them, by its documentation; what the engine itself sends is compared in the integration tests.</summary>
internal sealed class RowBinaryWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public RowBinaryWriter Null()
    {
        _bytes.Add(1);
        return this;
    }

    public RowBinaryWriter NotNull()
    {
        _bytes.Add(0);
        return this;
    }

    /// <summary>A number of so many bytes, the least significant first.</summary>
    public RowBinaryWriter Number(Int128 value, int bytes)
    {
        for (var i = 0; i < bytes; i++)
        {
            _bytes.Add((byte)(value >> (8 * i) & 0xFF));
        }

        return this;
    }

    public RowBinaryWriter Double(double value) => Number(BitConverter.DoubleToInt64Bits(value), sizeof(double));

    public RowBinaryWriter Single(float value) => Number(BitConverter.SingleToInt32Bits(value), sizeof(float));

    public RowBinaryWriter Length(long length)
    {
        for (; length >= 0x80; length >>= 7)
        {
            _bytes.Add((byte)(length | 0x80));
        }

        _bytes.Add((byte)length);
        return this;
    }

    public RowBinaryWriter Text(ReadOnlySpan<byte> text)
    {
        Length(text.Length);
        _bytes.AddRange(text);
        return this;
    }

    public RowBinaryWriter Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    /// <summary>Each half as a little-endian number.</summary>
    public RowBinaryWriter Uuid(Guid uuid)
    {
        var bytes = uuid.ToByteArray(bigEndian: true);
        Number(BinaryPrimitives.ReadUInt64BigEndian(bytes), sizeof(ulong));
        return Number(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(sizeof(ulong))), sizeof(ulong));
    }
}
