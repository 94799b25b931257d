using System.Buffers.Binary;

namespace Ingest.Parquet.Encodings;

/// <summary>A hash of short texts, of this process only. Multiplies 128 bits wide; the seed keeps collisions from being made in advance.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal static class TextHash
{
    private static readonly ulong SeedA = (ulong)Random.Shared.NextInt64() | 1;
    private static readonly ulong SeedB = (ulong)Random.Shared.NextInt64() | 1;

    /// <summary>The hash of a text.</summary>
    public static ulong Of(ReadOnlySpan<byte> text)
    {
        var hash = SeedA ^ (ulong)text.Length;
        var tail = text;
        while (tail.Length > 16)
        {
            hash = Mix(BinaryPrimitives.ReadUInt64LittleEndian(tail) ^ hash, BinaryPrimitives.ReadUInt64LittleEndian(tail[8..]) ^ SeedB);
            tail = tail[16..];
        }

        ulong a, b;
        if (tail.Length >= 8)
        {
            a = BinaryPrimitives.ReadUInt64LittleEndian(tail);
            b = BinaryPrimitives.ReadUInt64LittleEndian(tail[^8..]);
        }
        else if (tail.Length >= 4)
        {
            a = BinaryPrimitives.ReadUInt32LittleEndian(tail);
            b = BinaryPrimitives.ReadUInt32LittleEndian(tail[^4..]);
        }
        else
        {
            a = tail.IsEmpty ? 0u : (uint)(tail[0] | (tail[tail.Length / 2] << 8) | (tail[^1] << 16));
            b = 0;
        }

        return Mix(a ^ hash, b ^ SeedB);
    }

    /// <summary>The hash of sixteen bytes.</summary>
    public static ulong Of(ulong a, ulong b) => Mix(a ^ SeedA, b ^ SeedB);

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
