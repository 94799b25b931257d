using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ingest.Log.Faster;

/// <summary>
/// Walks the frames of a page, damaged ones included. FASTER frames a record with eight bytes of XOR and four of length, aligned to four;
/// records never cross a page, and zeros fill its end. The running reader and the log's tools walk by this one rule.
/// </summary>
/// <remarks>
/// FASTER's own reader goes on twelve bytes after a damaged header, into the record, and takes a length of zero for the end of the
/// page, so that one flipped bit may lose a page of good records without a word.
/// </remarks>
internal static class Frames
{
    public const int HeaderBytes = 12;

    /// <summary>The shortest frame: four bytes of a record.</summary>
    public const int FrameBytesMin = HeaderBytes + 4;

    private const int LengthAt = 8;

    // Version 0, which no record has, and three letters, so that no short record is taken for it.
    private static ReadOnlySpan<byte> FillerMark => "\0gap"u8;

    /// <summary>What lies at an offset.</summary>
    /// <param name="page">The bytes.</param>
    /// <param name="at">The offset, before the end of the span.</param>
    /// <param name="isWhole">True when the span ends with the page, false when it ends with what is committed: no zeros come before that.</param>
    /// <param name="isFirst">True at the begin of a page, which no zeros can fill whole.</param>
    public static Frame Read(ReadOnlySpan<byte> page, int at, bool isWhole, bool isFirst)
    {
        if (TryGetEnd(page, at, out var end) && IsRecord(page, at))
        {
            return new Frame(IsFiller(page[(at + HeaderBytes)..end.Record]) ? FrameKind.Filler : FrameKind.Record, at, end.Record, end.Aligned);
        }

        if (!isFirst && IsEnd(page, at, isWhole))
        {
            return new Frame(FrameKind.PageEnd, at, page.Length, page.Length);
        }

        var next = EndOfDamage(page, at, isWhole);
        return new Frame(FrameKind.Damage, at, next, next);
    }

    /// <summary>True when only zeros follow.</summary>
    public static bool IsPadding(ReadOnlySpan<byte> page, int offset) => page[offset..].IndexOfAnyExcept((byte)0) < 0;

    /// <summary>True for the record of a frame that holds nothing.</summary>
    public static bool IsFiller(ReadOnlySpan<byte> record) => record.StartsWith(FillerMark) && IsPadding(record, FillerMark.Length);

    /// <summary>
    /// The first bytes of a frame that holds nothing and is this long, a multiple of four of at least <see cref="FrameBytesMin"/>;
    /// all others are zero.
    /// </summary>
    public static byte[] FillerHead(int frameBytes)
    {
        var head = new byte[FrameBytesMin];
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(LengthAt), frameBytes - HeaderBytes);
        FillerMark.CopyTo(head.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(head, Checksum(head.AsSpan(LengthAt)));
        return head;
    }

    private static bool IsRecord(ReadOnlySpan<byte> page, int offset) =>
        TryGetEnd(page, offset, out var end) && Checksum(page[(offset + LengthAt)..end.Record]) == BinaryPrimitives.ReadUInt64LittleEndian(page[offset..]);

    // A damaged record ends where its length says, unless the length leads nowhere or over a good record: then it is the length that is damaged.
    private static int EndOfDamage(ReadOnlySpan<byte> page, int from, bool isWhole) =>
        TryGetEnd(page, from, out var end) && LeadsOn(page, end.Aligned, isWhole) && Scan(page, from + 4, end.Aligned, isWhole) == end.Aligned
            ? end.Aligned
            : Scan(page, from + 4, page.Length, isWhole);

    // Over damaged records, whose lengths are good, to a good one or to the end.
    private static bool LeadsOn(ReadOnlySpan<byte> page, int at, bool isWhole)
    {
        while (!IsEnd(page, at, isWhole) && !IsRecord(page, at))
        {
            if (!TryGetEnd(page, at, out var end))
            {
                return false;
            }

            at = end.Aligned;
        }

        return true;
    }

    // The first good record in a stretch, or its end. The XOR of few bytes, or of many zeros, is easily right: such a record must lead on.
    private static int Scan(ReadOnlySpan<byte> page, int from, int until, bool isWhole)
    {
        for (var at = from; at + HeaderBytes < page.Length && at < until; at += 4)
        {
            if (IsRecord(page, at) && (BinaryPrimitives.ReadUInt32LittleEndian(page[(at + 4)..]) != 0 || IsFollowed(page, at, isWhole)))
            {
                return at;
            }
        }

        return until;
    }

    private static bool IsFollowed(ReadOnlySpan<byte> page, int at, bool isWhole) =>
        TryGetEnd(page, at, out var end) && (IsEnd(page, end.Aligned, isWhole) || IsRecord(page, end.Aligned));

    private static bool IsEnd(ReadOnlySpan<byte> page, int at, bool isWhole) => at >= page.Length || (isWhole && IsPadding(page, at));

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

        end = (offset + HeaderBytes + length, Math.Min(offset + HeaderBytes + ((length + 3) & ~3), page.Length));
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
