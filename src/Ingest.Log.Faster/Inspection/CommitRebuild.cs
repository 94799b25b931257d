using Ingest.Core.Batching;

namespace Ingest.Log.Faster.Inspection;

/// <summary>
/// Finds out where a log begins and ends when no slot of its commit file is good. It begins with its first file, and ends behind its last good
/// record: records that were on disk without a commit come to light as well, which nobody was told of, and none that somebody was told of is left out.
/// A cursor is proof that the log reached it.
/// </summary>
internal static class CommitRebuild
{
    /// <summary>Where the log begins and ends.</summary>
    public static (long Begin, long Until) Find(LogFiles files, LogIdentity identity, IReadOnlyList<SinkPosition> cursors)
    {
        var own = cursors.Where(cursor => cursor.Fault is null && cursor.LogId == identity.Id && cursor.Furthest > 0).ToList();
        var proven = own.Select(cursor => cursor.Furthest).DefaultIfEmpty().Max();
        if (files.Segments.Count == 0)
        {
            var place = Math.Max(proven, LogFolder.FirstAddress);
            return (own.Select(cursor => cursor.Address).Where(address => address > 0).Append(place).Min(), place);
        }

        var first = Math.Max(files.Segments[0].Number * identity.SegmentBytes, LogFolder.FirstAddress);
        var whole = new StoppedLog(files, identity, first, EndOfFiles(files, identity.SegmentBytes));
        var lastGood = LogVerification.Run(whole, _ => { }, CancellationToken.None).LastGoodEnd;
        return (
            own.Select(cursor => cursor.Address).Where(address => address > 0).Append(first).Min(),
            Math.Max(Math.Max(lastGood, proven), first));
    }

    /// <summary>Address after the last byte that is in a file, down to a multiple of four.</summary>
    public static long EndOfFiles(LogFiles files, long segmentBytes)
    {
        var last = files.Segments[^1];
        return ((last.Number * segmentBytes) + last.Bytes) & ~3L;
    }
}
