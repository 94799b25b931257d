namespace Ingest.Parquet.Encodings;

/// <summary>Reads what <see cref="HybridEncoder"/> writes, or anybody by Parquet's rules.</summary>
internal static class HybridDecoder
{
    private const int GroupValues = 8;

    /// <summary>Reads as many numbers as there is room for.</summary>
    /// <exception cref="ParquetException">The bytes end before, or a number does not fit.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, int width, Span<int> into, string part)
    {
        if (width > 32)
        {
            throw ParquetException.Damaged(part, "has numbers of more than 32 bits");
        }

        while (!into.IsEmpty)
        {
            var header = Number(ref bytes, part);
            var count = (header & 1) == 0
                ? Run(ref bytes, (int)Math.Min(header >> 1, (uint)into.Length), width, into, part)
                : Unpack(ref bytes, header >> 1, width, into, part);
            // A run of no values is allowed, and takes bytes, so that the loop ends.
            into = into[count..];
        }
    }

    private static int Run(ref ReadOnlySpan<byte> bytes, int count, int width, Span<int> into, string part)
    {
        var length = (width + 7) / 8;
        if (bytes.Length < length)
        {
            throw EndsTooEarly(part);
        }

        into[..count].Fill(width == 0 ? 0 : (int)BitPacking.Unpack(bytes[..length], 0, length * 8));
        bytes = bytes[length..];
        return count;
    }

    private static int Unpack(ref ReadOnlySpan<byte> bytes, uint groups, int width, Span<int> into, string part)
    {
        var count = (int)Math.Min((long)groups * GroupValues, into.Length);
        // The last group may be cut off behind its last value.
        if (bytes.Length < BitPacking.Length(count, width))
        {
            throw EndsTooEarly(part);
        }

        for (var i = 0; i < count; i++)
        {
            into[i] = width == 0 ? 0 : (int)BitPacking.Unpack(bytes, i, width);
        }

        bytes = bytes[(int)Math.Min((long)groups * width, bytes.Length)..];
        return count;
    }

    private static uint Number(ref ReadOnlySpan<byte> bytes, string part) =>
        !Varint.TryRead(ref bytes, bitsMax: 35, out var value) ? throw EndsTooEarly(part)
        : value <= uint.MaxValue ? (uint)value : throw ParquetException.Damaged(part, "has a run that is too long");

    private static ParquetException EndsTooEarly(string part) => ParquetException.Damaged(part, "ends too early");
}
