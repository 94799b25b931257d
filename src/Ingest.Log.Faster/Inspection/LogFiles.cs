using System.Globalization;
using Ingest.Core.Log;

namespace Ingest.Log.Faster.Inspection;

/// <summary>A segment file.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length.</param>
public sealed record SegmentFile(long Number, string Path, long Bytes);

/// <summary>One of the two slots of the commit file.</summary>
/// <param name="IsGood">False when it is damaged; the rest is 0 then.</param>
/// <param name="Number">Number of the commit.</param>
/// <param name="BeginAddress">Older records are given up.</param>
/// <param name="UntilAddress">Everything before is on disk.</param>
public sealed record CommitState(bool IsGood, long Number, long BeginAddress, long UntilAddress);

/// <summary>The files of a log as they lie there, whole or not. Read without FASTER, which would not start on some of them.</summary>
public sealed class LogFiles
{
    private LogFiles(string path, LogIdentity? identity, string? identityFault, IReadOnlyList<CommitState> slots, IReadOnlyList<SegmentFile> segments) =>
        (Path, Identity, IdentityFault, Slots, Segments) = (path, identity, identityFault, slots, segments);

    /// <summary>The log folder.</summary>
    public string Path { get; }

    /// <summary>What <c>log.id</c> says; null when it is missing or damaged.</summary>
    public LogIdentity? Identity { get; }

    /// <summary>Why there is no identity; null when there is.</summary>
    public string? IdentityFault { get; }

    /// <summary>The two slots of the commit file; none when the file is missing.</summary>
    public IReadOnlyList<CommitState> Slots { get; }

    /// <summary>The segments, by number.</summary>
    public IReadOnlyList<SegmentFile> Segments { get; }

    /// <summary>The newest commit; null when no slot is good.</summary>
    public CommitState? Latest => Slots.Where(slot => slot.IsGood).MaxBy(slot => slot.Number);

    internal string IdentityPath => LogFolder.IdentityOf(Path);

    internal string CommitsPath => LogFolder.CommitsOf(Path);

    /// <summary>Takes the log's lock, so that no server starts on it until it is disposed of.</summary>
    /// <exception cref="EventLogException">There is no log, or another process has it.</exception>
    public static IDisposable Lock(string path)
    {
        RequireFolder(path);
        return LogFolder.Lock(path);
    }

    /// <summary>Looks at the files of a log folder.</summary>
    /// <exception cref="EventLogException">There is no log.</exception>
    public static LogFiles Read(string path)
    {
        RequireFolder(path);
        var full = System.IO.Path.GetFullPath(path);
        var (identity, fault) = ReadIdentity(LogFolder.IdentityOf(full));
        var files = new LogFiles(full, identity, fault, ReadSlots(LogFolder.CommitsOf(full)), ReadSegments(full));
        return identity is not null || files.Slots.Count > 0 || files.Segments.Count > 0
            ? files
            : throw new EventLogException($"There is no log in '{full}': none of its files is there. Name the data folder with --data, or the log folder with --path.");
    }

    /// <summary>Where the bytes of a log lie.</summary>
    internal string SegmentPath(long number) => string.Create(CultureInfo.InvariantCulture, $"{LogFolder.SegmentPrefixOf(Path)}.{number}");

    private static void RequireFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new EventLogException($"There is no folder '{System.IO.Path.GetFullPath(path)}'. Name the data folder with --data, or the log folder with --path.");
        }
    }

    private static (LogIdentity? Identity, string? Fault) ReadIdentity(string path)
    {
        if (!File.Exists(path))
        {
            return (null, "missing");
        }

        try
        {
            return (LogIdentity.Read(path), null);
        }
        catch (EventLogException)
        {
            return (null, "damaged");
        }
    }

    private static List<CommitState> ReadSlots(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var file = File.ReadAllBytes(path);
        var bytes = new byte[CommitSlots.FileBytes];
        file.AsSpan(0, Math.Min(file.Length, bytes.Length)).CopyTo(bytes);
        return [.. new[] { 0, CommitSlots.SlotDistanceBytes }.Select(at =>
            CommitSlot.Read(bytes.AsSpan(at, CommitSlots.SlotBytes)) is { } slot
                ? new CommitState(IsGood: true, slot.Number, slot.BeginAddress, slot.UntilAddress)
                : new CommitState(IsGood: false, 0, 0, 0))];
    }

    private static List<SegmentFile> ReadSegments(string path) =>
        [.. LogFolder.SegmentsOf(path).Order().Select(number =>
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"{LogFolder.SegmentPrefixOf(path)}.{number}");
            return new SegmentFile(number, file, new FileInfo(file).Length);
        })];
}
