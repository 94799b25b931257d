using System.Numerics;

namespace Ingest.Parquet.Encodings;

/// <summary>Reads DELTA_BINARY_PACKED, of any block size that Parquet allows.</summary>
internal static class DeltaDecoder
{
    private const int BlockValuesMax = 1 << 16;

    /// <summary>Reads as many values as there is room for; the page has to have exactly as many.</summary>
    /// <exception cref="ParquetException">It has not, or its bytes end before.</exception>
    public static void Decode<T>(ReadOnlySpan<byte> bytes, Span<T> into, string part)
        where T : unmanaged, IBinaryInteger<T>
    {
        var blockValues = Number(ref bytes, part);
        var miniBlocks = Number(ref bytes, part);
        var count = Number(ref bytes, part);
        var first = ZigZag(Number(ref bytes, part));
        if (count != (uint)into.Length)
        {
            throw ParquetException.Damaged(part, "has another number of values than its header says");
        }

        if (blockValues is 0 or > BlockValuesMax || miniBlocks == 0 || miniBlocks > blockValues || blockValues % (miniBlocks * 32) != 0)
        {
            throw ParquetException.Damaged(part, "has blocks of a size that is not allowed");
        }

        if (into.IsEmpty)
        {
            return;
        }

        var value = T.CreateTruncating(first);
        into[0] = value;
        into = into[1..];
        while (!into.IsEmpty)
        {
            var least = ZigZag(Number(ref bytes, part));
            if (bytes.Length < (int)miniBlocks)
            {
                throw EndsTooEarly(part);
            }

            var widths = bytes[..(int)miniBlocks];
            bytes = bytes[(int)miniBlocks..];
            for (var i = 0; i < widths.Length && !into.IsEmpty; i++)
            {
                var read = MiniBlock(bytes, widths[i], (int)(blockValues / miniBlocks), part);
                var taken = Math.Min(into.Length, (int)(blockValues / miniBlocks));
                for (var k = 0; k < taken; k++)
                {
                    var delta = widths[i] == 0 ? 0 : BitPacking.Unpack(read, k, widths[i]);
                    value = unchecked(value + T.CreateTruncating((ulong)least + delta));
                    into[k] = value;
                }

                bytes = bytes[read.Length..];
                into = into[taken..];
            }
        }
    }

    private static ReadOnlySpan<byte> MiniBlock(ReadOnlySpan<byte> bytes, int width, int values, string part)
    {
        var length = BitPacking.Length(values, width);
        return width <= 64 && length <= bytes.Length ? bytes[..length] : throw EndsTooEarly(part);
    }

    private static long ZigZag(ulong raw) => (long)(raw >> 1) ^ -(long)(raw & 1);

    private static ulong Number(ref ReadOnlySpan<byte> bytes, string part) =>
        Varint.TryRead(ref bytes, bitsMax: 64, out var value) ? value : throw EndsTooEarly(part);

    private static ParquetException EndsTooEarly(string part) => ParquetException.Damaged(part, "ends too early");
}
