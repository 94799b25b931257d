using Ingest.Core.Log;
using Ingest.Core.Log.Records;

namespace Ingest.Log.Faster.Inspection;

/// <summary>A range of addresses over the files of a log that no server writes to.</summary>
/// <param name="files">The files.</param>
/// <param name="identity">Identity and sizes.</param>
/// <param name="begin">Address of the oldest record.</param>
/// <param name="until">Address after the newest.</param>
public sealed class StoppedLog(LogFiles files, LogIdentity identity, long begin, long until)
{
    private readonly Dictionary<long, long> _lengths = files.Segments.ToDictionary(segment => segment.Number, segment => segment.Bytes);

    /// <summary>The files.</summary>
    public LogFiles Files => files;

    /// <summary>Identity and sizes.</summary>
    public LogIdentity Identity => identity;

    /// <summary>Address of the oldest record that is kept.</summary>
    public long BeginAddress => begin;

    /// <summary>Everything before it is committed.</summary>
    public long UntilAddress => until;

    /// <summary>The log as its identity and its newest commit describe it.</summary>
    /// <exception cref="EventLogException">One of them is missing or damaged.</exception>
    public static StoppedLog Open(LogFiles files)
    {
        const string Remedy = "'ingest log repair' rebuilds it where that is possible.";
        if (files.Identity is null)
        {
            throw new EventLogException($"The file '{files.IdentityPath}' is {files.IdentityFault}: page and segment size are not certain. {Remedy}");
        }

        return files.Latest is { } latest
            ? new StoppedLog(files, files.Identity, latest.BeginAddress, latest.UntilAddress)
            : throw new EventLogException(
                $"The commit file '{files.CommitsPath}' is {(files.Slots.Count == 0 ? "missing" : "damaged")}: where the log begins and ends is not certain. {Remedy}");
    }

    /// <summary>Walks the whole log.</summary>
    public IEnumerable<LogEntry> Walk() => Walk(begin, until);

    /// <summary>Walks the entries between two addresses in order. The first is where an entry begins.</summary>
    public IEnumerable<LogEntry> Walk(long from, long to)
    {
        var walk = new PageWalk(identity.PageBytes, Read);
        for (var at = from; at < to; at = walk.Address)
        {
            walk.Load(at, to);
            while (walk.TryNext(out var frame))
            {
                if (Describe(walk, frame) is { } entry)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>Copies bytes of one page as they are on disk, zeros where there is none.</summary>
    /// <exception cref="IOException">The disk is broken.</exception>
    public void Read(long address, Span<byte> destination)
    {
        var present = (int)Math.Clamp(PresentUntil(address) - address, 0, destination.Length);
        destination[present..].Clear();
        if (present == 0)
        {
            return;
        }

        using var file = File.OpenHandle(SegmentPath(address), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        for (int done = 0, read; done < present; done += read)
        {
            read = RandomAccess.Read(file, destination[done..present], (address % identity.SegmentBytes) + done);
            if (read == 0)
            {
                throw new IOException($"'{SegmentPath(address)}' became shorter while it was read.");
            }
        }
    }

    /// <summary>The file that holds an address, and where in it.</summary>
    public (string Path, long Offset) PlaceOf(long address) => (SegmentPath(address), address % identity.SegmentBytes);

    /// <summary>Segments whose file is too short for what is committed, or missing, with the length that they should have.</summary>
    internal IEnumerable<(long Number, long NeededBytes)> ShortSegments()
    {
        for (var number = begin / identity.SegmentBytes; begin < until && number * identity.SegmentBytes < until; number++)
        {
            var needed = Math.Min(identity.SegmentBytes, until - (number * identity.SegmentBytes));
            if (_lengths.GetValueOrDefault(number) < needed)
            {
                yield return (number, needed);
            }
        }
    }

    // Where the file ends that holds an address; the address itself, or one before it, when it is in no file.
    private long PresentUntil(long address)
    {
        var segment = address / identity.SegmentBytes;
        return _lengths.TryGetValue(segment, out var bytes) ? (segment * identity.SegmentBytes) + bytes : address;
    }

    // Null for the zeros at the end of a page.
    private LogEntry? Describe(PageWalk walk, Frame frame)
    {
        var (address, end) = (walk.AddressOf(frame), walk.Address);
        var present = Math.Clamp(PresentUntil(address), address, end);
        if (frame.Kind is FrameKind.Damage or FrameKind.PageEnd && present < end)
        {
            // The end of a page that the file does not reach may have held records.
            var bytes = frame.Kind == FrameKind.Damage ? walk.BytesOf(frame)[..(int)(present - address)] : default;
            return new LogEntry(bytes.Span.IndexOfAnyExcept((byte)0) < 0 ? LogEntryKind.Missing : LogEntryKind.DamagedFrame, address, end, bytes);
        }

        return frame.Kind switch
        {
            FrameKind.PageEnd => null,
            FrameKind.Filler => new LogEntry(LogEntryKind.Filler, address, end, default),
            FrameKind.Damage => new LogEntry(LogEntryKind.DamagedFrame, address, end, walk.BytesOf(frame)),
            _ when RecordDecoder.IsIntact(walk.BytesOf(frame).Span) => new LogEntry(LogEntryKind.Record, address, end, walk.BytesOf(frame)),
            _ => new LogEntry(LogEntryKind.DamagedRecord, address, end, walk.FrameOf(frame)),
        };
    }

    private string SegmentPath(long address) => files.SegmentPath(address / identity.SegmentBytes);
}
