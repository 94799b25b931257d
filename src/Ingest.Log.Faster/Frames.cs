using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ingest.Log.Faster;

/// <summary>
/// Finds the way through damaged bytes of a page. FASTER frames a record with eight bytes of XOR and four of length, aligned to four;
/// records never cross a page, and zeros fill its end.
/// </summary>
/// <remarks>
/// FASTER's own reader goes on twelve bytes after a damaged header, into the record, and takes a length of zero for the end of the
/// page, so that one flipped bit may lose a page of good records without a word.
/// </remarks>
internal static class Frames
{
    public const int HeaderBytes = 12;

    private const int LengthAt = 8;

    /// <summary>
    /// Offset of the first good record at or after <paramref name="from"/>, or the length of the span when there is none.
    /// The span ends with the page or with what is committed of it.
    /// </summary>
    /// <returns>The offset, and how many stretches of damage lie before it.</returns>
    public static (int Offset, int Damaged) FindNext(ReadOnlySpan<byte> page, int from)
    {
        if (from >= page.Length || IsRecord(page, from) || IsPadding(page, from))
        {
            return (IsRecord(page, from) ? from : page.Length, 0);
        }

        // A good record that the lengths jump over tells that one of them is damaged.
        var followed = FollowLengths(page, from);
        var scanned = Scan(page, from + 4);
        return followed is { } hops && hops.Offset <= scanned ? hops : (scanned, 1);
    }

    /// <summary>True when the bytes at the offset are a record whose checksum is right.</summary>
    public static bool IsRecord(ReadOnlySpan<byte> page, int offset) =>
        TryGetEnd(page, offset, out var end) && Checksum(page[(offset + LengthAt)..(end.Record)]) == BinaryPrimitives.ReadUInt64LittleEndian(page[offset..]);

    /// <summary>True when only zeros follow.</summary>
    public static bool IsPadding(ReadOnlySpan<byte> page, int offset) => page[offset..].IndexOfAnyExcept((byte)0) < 0;

    // As long as the lengths are good, each damaged record is one stretch.
    private static (int Offset, int Damaged)? FollowLengths(ReadOnlySpan<byte> page, int from)
    {
        var damaged = 0;
        var at = from;
        while (TryGetEnd(page, at, out var end))
        {
            damaged++;
            at = end.Aligned;
            if (at >= page.Length || IsPadding(page, at))
            {
                return (page.Length, damaged);
            }

            if (IsRecord(page, at))
            {
                return (at, damaged);
            }
        }

        return null;
    }

    // A record found by chance must lead to another, or to the end: the XOR of few bytes is easily right.
    private static int Scan(ReadOnlySpan<byte> page, int from)
    {
        for (var at = from; at + HeaderBytes < page.Length; at += 4)
        {
            if (IsRecord(page, at) && TryGetEnd(page, at, out var end)
                && (end.Aligned >= page.Length || IsRecord(page, end.Aligned) || IsPadding(page, end.Aligned)))
            {
                return at;
            }
        }

        return page.Length;
    }

    private static bool TryGetEnd(ReadOnlySpan<byte> page, int offset, out (int Record, int Aligned) end)
    {
        end = default;
        if (page.Length - offset <= HeaderBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(page[(offset + LengthAt)..]);
        if (length <= 0 || length > page.Length - offset - HeaderBytes)
        {
            return false;
        }

        end = (offset + HeaderBytes + length, offset + HeaderBytes + ((length + 3) & ~3));
        return true;
    }

    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0UL;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum ^= word;
        }

        foreach (var single in bytes[(bytes.Length & ~7)..])
        {
            sum ^= single;
        }

        return sum;
    }
}
