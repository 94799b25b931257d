using System.Numerics;
using Ingest.Core.Batching;
using Ingest.Core.Log;

namespace Ingest.Log.Faster.Inspection;

/// <summary>What an operator knows of a log whose <c>log.id</c> is lost; null for what is to be found out.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="PageBytes">Its page size.</param>
/// <param name="SegmentBytes">Its segment size.</param>
public sealed record KnownIdentity(Guid? Id = null, int? PageBytes = null, long? SegmentBytes = null);

/// <summary>Rebuilds a log's identity from the cursors, the segments' names and lengths, and where its records lie.</summary>
internal static class IdentityGuess
{
    private const int SizeMin = 64 * 1024;
    private const int PageBytesMax = 64 * 1024 * 1024;
    private const long SegmentBytesMax = 1L << 30;

    // Enough pages of any size to tell one from another.
    private const long SampleBytes = 256L << 20;

    /// <summary>The identity.</summary>
    /// <exception cref="EventLogException">It is not certain; the message says what to name.</exception>
    public static LogIdentity Make(LogFiles files, KnownIdentity known, IReadOnlyList<SinkPosition> cursors)
    {
        var id = known.Id ?? LogIdOf(cursors);
        var segmentBytes = known.SegmentBytes ?? SegmentBytesOf(files, cursors);
        var pageBytes = known.PageBytes ?? PageBytesOf(files, segmentBytes);
        return BitOperations.IsPow2(segmentBytes) && BitOperations.IsPow2(pageBytes) && pageBytes >= SizeMin && pageBytes <= segmentBytes
            ? new LogIdentity(id, pageBytes, segmentBytes)
            : throw new EventLogException($"Page size {pageBytes} and segment size {segmentBytes} cannot be a log's: both are powers of two, and a page is at least {SizeMin} and at most a segment.");
    }

    // Without a cursor nothing depends on it.
    private static Guid LogIdOf(IReadOnlyList<SinkPosition> cursors) =>
        cursors.Where(cursor => cursor.Fault is null).Select(cursor => cursor.LogId).Distinct().ToList() switch
        {
            [] => Guid.NewGuid(),
            [var one] => one,
            var several => throw new EventLogException($"The cursor files name {several.Count} logs ({string.Join(", ", several)}): say with --log-id which of them this is."),
        };

    private static long SegmentBytesOf(LogFiles files, IReadOnlyList<SinkPosition> cursors)
    {
        if (files.Segments.Count == 0)
        {
            return new LogOptions().SegmentBytes;
        }

        // All segments but the last are full.
        if (files.Segments.Count > 1)
        {
            return files.Segments.Take(files.Segments.Count - 1).Max(segment => segment.Bytes);
        }

        // One file alone: its number and an address that is known to be near its end tell.
        var address = files.Latest?.UntilAddress ?? cursors.Select(cursor => cursor.Furthest).DefaultIfEmpty().Max();
        var only = files.Segments[0];
        var fitting = Sizes(SegmentBytesMax).Where(size => size >= only.Bytes && address / size == only.Number).ToList();
        var usual = new LogOptions().SegmentBytes;
        return fitting switch
        {
            _ when fitting.Contains(usual) => usual,
            [var one, ..] => one,
            [] => throw new EventLogException($"The segment size cannot be told from '{only.Path}' alone: name it with --segment-bytes (Log:SegmentBytes when the log was made; {usual} unless it was set)."),
        };
    }

    // Records never cross a page: with the wrong size, some seem damaged.
    private static int PageBytesOf(LogFiles files, long segmentBytes)
    {
        if (files.Segments.Count == 0)
        {
            return (int)Math.Min(new LogOptions().PageBytes, segmentBytes);
        }

        var begin = Math.Max(files.Latest?.BeginAddress ?? files.Segments[0].Number * segmentBytes, LogFolder.FirstAddress);
        var end = files.Latest?.UntilAddress ?? CommitRebuild.EndOfFiles(files, segmentBytes);
        var sizes = Sizes(Math.Min(PageBytesMax, segmentBytes)).Select(size => (Size: (int)size, Damaged: DamagedWith((int)size))).ToList();
        var least = sizes.Min(size => size.Damaged);
        var best = sizes.Where(size => size.Damaged == least).Select(size => size.Size).ToList();
        var usual = new LogOptions().PageBytes;
        return best.Contains(usual) ? usual : best[0];

        long DamagedWith(int size)
        {
            var log = new StoppedLog(files, new LogIdentity(default, size, segmentBytes), begin, Math.Min(end, begin + SampleBytes));
            return log.Walk().Where(entry => entry.IsDamage).Sum(entry => entry.End - entry.Address);
        }
    }

    private static IEnumerable<long> Sizes(long most)
    {
        for (long size = SizeMin; size <= most; size *= 2)
        {
            yield return size;
        }
    }
}
