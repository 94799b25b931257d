namespace Ingest.Log.Faster;

/// <summary>
/// Finds out from the segments what a damaged commit slot may have covered. When it was the newer one, records that were acknowledged lie behind
/// the address of the good one: all that have a good checksum are taken, whether or not they were acknowledged.
/// </summary>
internal static class SlotCompletion
{
    /// <summary>The commit to go on with, of a number one greater than the good slot's.</summary>
    public static CommitSlot Complete(CommitSlot good, LogFolder folder, LogIdentity identity)
    {
        var begin = FindBegin(good, folder, identity);
        var until = Math.Max(begin, good.UntilAddress);
        var end = FindEnd(until, folder, identity);
        folder.FlushSegments(until / identity.SegmentBytes, end / identity.SegmentBytes);
        return good.Next(begin, end);
    }

    // The damaged commit may have given up the first segments, which are removed only after it.
    private static long FindBegin(CommitSlot good, LogFolder folder, LogIdentity identity)
    {
        var begin = good.BeginAddress;
        var last = folder.LastSegment();
        while (begin / identity.SegmentBytes < last && !folder.HasSegment(begin / identity.SegmentBytes))
        {
            begin = ((begin / identity.SegmentBytes) + 1) * identity.SegmentBytes;
        }

        return begin;
    }

    // Page by page, up to the first without a good record: what a failed flush or an earlier life has left lies behind one.
    private static long FindEnd(long until, LogFolder folder, LogIdentity identity)
    {
        var walk = new PageWalk(identity.PageBytes, (address, bytes) => folder.Read(address, identity.SegmentBytes, bytes));
        var end = until;
        var from = until;
        while (folder.HasBytes(from, identity.SegmentBytes))
        {
            var pageEnd = ((from / identity.PageBytes) + 1) * identity.PageBytes;
            walk.Load(from, pageEnd);
            var last = LastEnd(walk);
            if (last is null && from > until)
            {
                return end;
            }

            end = last ?? end;
            from = pageEnd;
        }

        return end;
    }

    private static long? LastEnd(PageWalk walk)
    {
        long? end = null;
        while (walk.TryNext(out var frame))
        {
            end = frame.Kind is FrameKind.Record or FrameKind.Filler ? walk.AddressOf(frame) + frame.End - frame.Offset : end;
        }

        return end;
    }
}
