using Ingest.Parquet.Encodings;

namespace Ingest.Parquet.Compression;

/// <summary>Reads Snappy's block format. Every length and distance is held against what there is.</summary>
internal static class SnappyDecoder
{
    /// <summary>Reads the length of the content, and passes over it.</summary>
    public static uint ReadLength(ref ReadOnlySpan<byte> bytes, string part) =>
        Varint.TryRead(ref bytes, bitsMax: 35, out var length) && length <= uint.MaxValue ? (uint)length : throw Damaged(part);

    /// <summary>Fills a page.</summary>
    /// <exception cref="ParquetException">The bytes are damaged, or do not give as many.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<byte> page, string part)
    {
        if (ReadLength(ref bytes, part) != (uint)page.Length)
        {
            throw Damaged(part);
        }

        var at = 0;
        while (!bytes.IsEmpty)
        {
            var tag = bytes[0];
            bytes = bytes[1..];
            at += (tag & 3) == 0 ? Literal(tag >> 2, ref bytes, page[at..], part) : Copy(tag, ref bytes, page, at, part);
        }

        if (at != page.Length)
        {
            throw Damaged(part);
        }
    }

    private static int Literal(int shortLength, ref ReadOnlySpan<byte> bytes, Span<byte> into, string part)
    {
        const int shortMax = 59;
        var length = shortLength <= shortMax ? (uint)shortLength : Number(shortLength - shortMax, ref bytes, part);
        if (length >= (uint)bytes.Length || length >= (uint)into.Length)
        {
            throw Damaged(part);
        }

        var count = (int)length + 1;
        bytes[..count].CopyTo(into);
        bytes = bytes[count..];
        return count;
    }

    private static int Copy(int tag, ref ReadOnlySpan<byte> bytes, Span<byte> page, int at, string part)
    {
        var isShort = (tag & 3) == 1;
        var length = isShort ? 4 + (tag >> 2 & 7) : 1 + (tag >> 2);
        var distance = isShort
            ? ((uint)(tag >> 5) << 8) | Number(1, ref bytes, part)
            : Number((tag & 3) == 2 ? 2 : 4, ref bytes, part);
        if (distance == 0 || distance > (uint)at || length > page.Length - at)
        {
            throw Damaged(part);
        }

        var from = at - (int)distance;
        if (distance >= (uint)length)
        {
            page.Slice(from, length).CopyTo(page[at..]);
            return length;
        }

        // The copy overlaps itself: it repeats what it has just written.
        for (var i = 0; i < length; i++)
        {
            page[at + i] = page[from + i];
        }

        return length;
    }

    private static uint Number(int count, ref ReadOnlySpan<byte> bytes, string part)
    {
        if (bytes.Length < count)
        {
            throw Damaged(part);
        }

        var value = 0u;
        for (var i = 0; i < count; i++)
        {
            value |= (uint)bytes[i] << (8 * i);
        }

        bytes = bytes[count..];
        return value;
    }

    private static ParquetException Damaged(string part) => ParquetException.Damaged(part, "cannot be decompressed");
}
