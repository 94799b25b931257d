using System.Buffers.Binary;

namespace Ingest.Parquet.Buffers;

/// <summary>A growing run of bytes that is kept from use to use.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class ByteBuffer
{
    private const int InitialBytes = 4 * 1024;

    private byte[] _bytes = new byte[InitialBytes];

    /// <summary>Bytes in use.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes in use.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The bytes in use, to be handed to a stream.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Bytes in use, to be changed in place.</summary>
    public Span<byte> Edit(int start, int count) => _bytes.AsSpan(0, Length).Slice(start, count);

    /// <summary>Room behind the bytes in use, at least as much as is asked for. What is written to it counts after <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Grow(count);
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Takes bytes into use that were written to the room of <see cref="Reserve"/>.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length), nameof(count));
        Length += count;
    }

    /// <summary>Appends a byte.</summary>
    public void Add(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Appends bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends four bytes, the least significant first.</summary>
    public void AddInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), value);
        Length += sizeof(int);
    }

    /// <summary>Appends a number seven bits to a byte, the least significant first (ULEB128).</summary>
    public void AddVarint(ulong value)
    {
        const int bytesMax = 10;
        var room = Reserve(bytesMax);
        var used = 0;
        for (; value >= 0x80; value >>= 7)
        {
            room[used++] = (byte)(value | 0x80);
        }

        room[used++] = (byte)value;
        Length += used;
    }

    /// <summary>Appends a signed number, zigzag (0, -1, 1, -2 become 0, 1, 2, 3) and then as <see cref="AddVarint"/>.</summary>
    public void AddZigZag(long value) => AddVarint((ulong)(value << 1) ^ (ulong)(value >> 63));

    /// <summary>Forgets the bytes, keeping the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Forgets the bytes, and gives the memory back when it is more than is worth keeping.</summary>
    public void Clear(int keepBytesMax)
    {
        Length = 0;
        if (_bytes.Length > keepBytesMax)
        {
            _bytes = new byte[InitialBytes];
        }
    }

    private void Grow(int count)
    {
        var length = Math.Clamp((long)_bytes.Length * 2, (long)Length + count, Math.Max(Array.MaxLength, (long)Length + count));
        var grown = GC.AllocateUninitializedArray<byte>(checked((int)length));
        Written.CopyTo(grown);
        _bytes = grown;
    }
}
