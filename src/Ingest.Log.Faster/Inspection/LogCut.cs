using System.Globalization;
using Ingest.Core.Batching;
using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Log.Faster.Inspection;

/// <summary>
/// Gives up the begin or the end of a log. What is dropped is first copied into a folder that is a log of its own, which the tools read.
/// No address is ever used again: the end is filled with frames that hold nothing, since a sink may know a delivery token of it.
/// </summary>
public sealed class LogCut
{
    private readonly StoppedLog _log;

    private LogCut(StoppedLog log, bool isBegin, long address, long records, IReadOnlyList<SinkPosition> undelivered)
    {
        (_log, IsBegin, Records, Undelivered) = (log, isBegin, records, undelivered);
        (BeginAddress, EndAddress) = isBegin ? (log.BeginAddress, address) : (address, log.UntilAddress);
    }

    /// <summary>Where the dropped range begins.</summary>
    public long BeginAddress { get; }

    /// <summary>Where it ends; the same when there is nothing to drop.</summary>
    public long EndAddress { get; }

    /// <summary>Records that are dropped.</summary>
    public long Records { get; }

    /// <summary>Sinks that have not delivered all of them.</summary>
    public IReadOnlyList<SinkPosition> Undelivered { get; }

    /// <summary>True when the range is the begin of the log.</summary>
    public bool IsBegin { get; }

    /// <summary>Plans to drop what lies before an address: up to the first record that begins there or later.</summary>
    public static LogCut Before(StoppedLog log, long address, IReadOnlyList<SinkPosition> cursors)
    {
        var cut = Boundary(log, address, out var records, out _);
        return new LogCut(log, isBegin: true, cut, records, [.. Own(log, cursors).Where(cursor => cursor.Address < cut && cut > log.BeginAddress)]);
    }

    /// <summary>Plans to drop what lies behind an address: from the first record that begins there or later.</summary>
    public static LogCut After(StoppedLog log, long address, IReadOnlyList<SinkPosition> cursors)
    {
        var cut = Boundary(log, address, out _, out var records);
        return new LogCut(log, isBegin: false, cut, records, [.. Own(log, cursors).Where(cursor => cursor.Address < log.UntilAddress && cut < log.UntilAddress)]);
    }

    /// <summary>Does it: copies the range, moves the sinks that stand in it behind it when it is the begin, and drops it.</summary>
    /// <param name="copyPath">Folder of the copy, which does not exist yet.</param>
    /// <param name="cursorPath">Folder of the cursor files.</param>
    /// <exception cref="IOException">The disk failed or is full: before the copy is whole, nothing is dropped.</exception>
    public void Apply(string copyPath, string cursorPath)
    {
        Copy(copyPath);
        if (IsBegin)
        {
            foreach (var cursor in Undelivered)
            {
                CursorFolder.Move(cursorPath, cursor, EndAddress);
            }

            LogWriter.WriteCommits(_log.Files.CommitsPath, _log.Files.Latest!.Number + 1, EndAddress, _log.UntilAddress);
            foreach (var segment in _log.Files.Segments.Where(segment => (segment.Number + 1) * _log.Identity.SegmentBytes <= EndAddress))
            {
                File.Delete(segment.Path);
            }

            return;
        }

        foreach (var (from, to) in Pages())
        {
            LogWriter.WriteFiller(_log, from, to);
        }
    }

    // The first entry at or behind the address, and the records before and behind it.
    private static long Boundary(StoppedLog log, long address, out long before, out long behind)
    {
        if (log.Files.Slots.Any(slot => !slot.IsGood))
        {
            throw new EventLogException($"One slot of '{log.Files.CommitsPath}' is damaged, so that the log may go on behind {log.UntilAddress}: start the server once, which mends it.");
        }

        (before, behind) = (0, 0);
        var cut = log.UntilAddress;
        foreach (var entry in log.Walk())
        {
            if (entry.Address >= address)
            {
                cut = Math.Min(cut, entry.Address);
                behind += entry.Kind == LogEntryKind.Record ? 1 : 0;
            }
            else
            {
                before += entry.Kind == LogEntryKind.Record ? 1 : 0;
            }
        }

        return cut;
    }

    private static IEnumerable<SinkPosition> Own(StoppedLog log, IReadOnlyList<SinkPosition> cursors) =>
        cursors.Select(cursor => cursor.Fault is null && cursor.LogId == log.Identity.Id
            ? cursor
            : throw new EventLogException(cursor.Fault ?? $"The cursor of sink {cursor.Sink} belongs to log {cursor.LogId}, not to this one: remove it first."));

    private void Copy(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (from, to) in Pages())
        {
            var bytes = new byte[to - from];
            _log.Read(from, bytes);
            var name = string.Create(CultureInfo.InvariantCulture, $"{LogFolder.SegmentPrefixOf(folder)}.{from / _log.Identity.SegmentBytes}");
            using var file = File.OpenHandle(name, FileMode.OpenOrCreate, FileAccess.ReadWrite);
            RandomAccess.Write(file, bytes, from % _log.Identity.SegmentBytes);
            RandomAccess.FlushToDisk(file);
        }

        LogWriter.WriteCommits(LogFolder.CommitsOf(folder), 1, BeginAddress, EndAddress);
        _log.Identity.Write(LogFolder.IdentityOf(folder));
        AtomicFile.FlushFolder(Path.GetDirectoryName(folder)!);
    }

    private IEnumerable<(long From, long To)> Pages()
    {
        for (long from = BeginAddress, to; from < EndAddress; from = to)
        {
            to = Math.Min(((from / _log.Identity.PageBytes) + 1) * _log.Identity.PageBytes, EndAddress);
            yield return (from, to);
        }
    }
}
