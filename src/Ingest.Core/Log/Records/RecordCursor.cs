using System.Buffers.Binary;

namespace Ingest.Core.Log.Records;

/// <summary>
/// Reads the primitives of a record. Reading past the end reads zeros and empty texts and sets <see cref="IsBroken"/> for good,
/// so that callers check once at the end.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal ref struct RecordCursor(ReadOnlySpan<byte> rest)
{
    private const int VarintShiftMax = 28;

    private ReadOnlySpan<byte> _rest = rest;

    /// <summary>True when something lay beyond the end of the record, or a length was none.</summary>
    public bool IsBroken { get; private set; }

    public byte ReadByte()
    {
        var taken = Take(1);
        return taken.IsEmpty ? (byte)0 : taken[0];
    }

    public long ReadInt64()
    {
        var taken = Take(sizeof(long));
        return taken.IsEmpty ? 0 : BinaryPrimitives.ReadInt64LittleEndian(taken);
    }

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public Guid ReadGuid()
    {
        var taken = Take(RecordFormat.GuidBytes);
        return taken.IsEmpty ? Guid.Empty : new Guid(taken, bigEndian: true);
    }

    public int ReadVarint()
    {
        var value = 0L;
        for (var shift = 0; shift <= VarintShiftMax; shift += 7)
        {
            var next = ReadByte();
            value |= (long)(next & 0x7F) << shift;
            if (next <= 0x7F)
            {
                IsBroken |= value > int.MaxValue;
                return IsBroken ? 0 : (int)value;
            }
        }

        IsBroken = true;
        return 0;
    }

    public ReadOnlySpan<byte> ReadText() => Take(ReadVarint());

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            IsBroken = true;
            _rest = default;
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
