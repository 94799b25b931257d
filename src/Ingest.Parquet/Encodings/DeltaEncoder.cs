using System.Numerics;
using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Encodings;

/// <summary>DELTA_BINARY_PACKED: differences of neighbours, less the smallest of their block, in as few bits as 32 of them need.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal static class DeltaEncoder
{
    /// <summary>Values of a block.</summary>
    public const int BlockValues = 128;

    /// <summary>Parts of a block, each with a width of its own.</summary>
    public const int MiniBlocks = 4;

    private const int MiniBlockValues = BlockValues / MiniBlocks;

    /// <summary>Bytes that the values will take, about: headers are counted as long as they can be.</summary>
    public static long Measure<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<ulong> deltas = stackalloc ulong[BlockValues];
        var bytes = 0L;
        for (var at = 1; at < values.Length; at += BlockValues)
        {
            var count = Deltas(values, at, deltas, out _);
            bytes += sizeof(ulong) + MiniBlocks;
            for (var i = 0; i < count; i += MiniBlockValues)
            {
                bytes += BitPacking.Length(MiniBlockValues, Width(deltas.Slice(i, MiniBlockValues)));
            }
        }

        return bytes;
    }

    /// <summary>Appends values.</summary>
    public static void Encode<T>(ReadOnlySpan<T> values, ByteBuffer output)
        where T : unmanaged, IBinaryInteger<T>
    {
        output.AddVarint(BlockValues);
        output.AddVarint(MiniBlocks);
        output.AddVarint((uint)values.Length);
        output.AddZigZag(values.IsEmpty ? 0 : long.CreateTruncating(values[0]));
        Span<ulong> deltas = stackalloc ulong[BlockValues];
        Span<byte> widths = stackalloc byte[MiniBlocks];
        for (var at = 1; at < values.Length; at += BlockValues)
        {
            var count = Deltas(values, at, deltas, out var least);
            output.AddZigZag(least);
            for (var i = 0; i < MiniBlocks; i++)
            {
                widths[i] = i * MiniBlockValues < count ? (byte)Width(deltas.Slice(i * MiniBlockValues, MiniBlockValues)) : (byte)0;
            }

            output.Add(widths);
            for (var i = 0; i * MiniBlockValues < count; i++)
            {
                var length = BitPacking.Length(MiniBlockValues, widths[i]);
                BitPacking.Pack(deltas.Slice(i * MiniBlockValues, MiniBlockValues), widths[i], output.Reserve(length + sizeof(ulong)));
                output.Advance(length);
            }
        }
    }

    // Differences wrap as the values' type does, which gives the values back all the same. What is missing of the last block is 0.
    private static int Deltas<T>(ReadOnlySpan<T> values, int at, Span<ulong> deltas, out long least)
        where T : unmanaged, IBinaryInteger<T>
    {
        var count = Math.Min(values.Length - at, BlockValues);
        var before = values[at - 1];
        least = long.MaxValue;
        for (var i = 0; i < count; i++)
        {
            var delta = long.CreateTruncating(unchecked(values[at + i] - before));
            before = values[at + i];
            least = Math.Min(least, delta);
            deltas[i] = (ulong)delta;
        }

        deltas[count..].Fill((ulong)least);
        foreach (ref var delta in deltas)
        {
            delta = unchecked(delta - (ulong)least);
        }

        return count;
    }

    private static int Width(ReadOnlySpan<ulong> deltas)
    {
        var all = 0UL;
        foreach (var delta in deltas)
        {
            all |= delta;
        }

        return 64 - BitOperations.LeadingZeroCount(all);
    }
}
