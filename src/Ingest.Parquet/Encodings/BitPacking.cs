using System.Buffers.Binary;

namespace Ingest.Parquet.Encodings;

/// <summary>Numbers of a few bits each, end to end, the first in the lowest bits.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal static class BitPacking
{
    private const int WordBits = 64;

    /// <summary>Bytes that a number of values takes.</summary>
    public static int Length(int count, int width) => (int)((((long)count * width) + 7) / 8);

    /// <summary>Packs numbers that fit the width. The room is at least eight bytes longer than <see cref="Length"/>.</summary>
    public static void Pack(ReadOnlySpan<int> values, int width, Span<byte> into)
    {
        var word = 0UL;
        var bits = 0;
        foreach (var value in values)
        {
            word |= (ulong)(uint)value << bits;
            bits += width;
            if (bits >= 32)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)word);
                into = into[sizeof(uint)..];
                word >>= 32;
                bits -= 32;
            }
        }

        BinaryPrimitives.WriteUInt64LittleEndian(into, word);
    }

    /// <summary>Packs numbers that fit the width, up to 64 bits. The room is at least eight bytes longer than <see cref="Length"/>.</summary>
    public static void Pack(ReadOnlySpan<ulong> values, int width, Span<byte> into)
    {
        var word = 0UL;
        var bits = 0;
        foreach (var value in values)
        {
            word |= value << bits;
            bits += width;
            if (bits >= WordBits)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(into, word);
                into = into[sizeof(ulong)..];
                bits -= WordBits;
                // A shift by 64 is one by 0.
                word = bits == 0 ? 0 : value >> (width - bits);
            }
        }

        BinaryPrimitives.WriteUInt64LittleEndian(into, word);
    }

    /// <summary>One number of at most 64 bits; <paramref name="bytes"/> holds all of it.</summary>
    public static ulong Unpack(ReadOnlySpan<byte> bytes, int index, int width)
    {
        var bit = (long)index * width;
        var from = bytes[(int)(bit / 8)..];
        var shift = (int)(bit % 8);
        var value = Word(from) >> shift;
        if (shift + width > WordBits)
        {
            value |= (ulong)from[sizeof(ulong)] << (WordBits - shift);
        }

        return width == WordBits ? value : value & ((1UL << width) - 1);
    }

    private static ulong Word(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }

        var word = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            word |= (ulong)bytes[i] << (8 * i);
        }

        return word;
    }
}
