using System.Globalization;
using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>
/// The files of a log, locked for one process: made together when the log is new, checked against each other when it is not.
/// </summary>
internal sealed class LogFolder : IDisposable
{
    public const long FirstAddress = 64;
    public const string Remedy = "Run 'ingest log repair': it says what it can keep, and changes nothing without --yes. "
        + "Or restore the folder from a copy, or set Log:StartFreshWhenUnreadable to set it aside and start a new log.";

    private const string SegmentName = "events.log";

    private readonly string _path;
    private readonly FileStream _lock;

    private LogFolder(string path, FileStream locked)
    {
        _path = path;
        _lock = locked;
    }

    public string CommitsPath => CommitsOf(_path);

    public string SegmentPrefix => SegmentPrefixOf(_path);

    private string IdentityPath => IdentityOf(_path);

    public static string CommitsOf(string path) => Path.Combine(path, "commits");

    public static string IdentityOf(string path) => Path.Combine(path, "log.id");

    public static string SegmentPrefixOf(string path) => Path.Combine(path, SegmentName);

    /// <summary>Numbers of the segments that have a file.</summary>
    public static List<long> SegmentsOf(string path) => [.. Directory.GetFiles(path, SegmentName + ".*")
        .Select(file => long.TryParse(file.AsSpan(SegmentPrefixOf(path).Length + 1), CultureInfo.InvariantCulture, out var number) ? number : -1)
        .Where(number => number >= 0)];

    /// <summary>Creates the folder when it is missing, and locks it.</summary>
    /// <exception cref="EventLogException">Another process has it, or it cannot be made.</exception>
    public static LogFolder Lock(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            return new LogFolder(full, new FileStream(Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EventLogException(
                $"The log folder '{full}' cannot be used: {exception.Message} If another process has it, stop that one; else check Log:Path.", exception);
        }
    }

    /// <summary>The identity of the log that is there, or of the new one that is made when the folder holds none.</summary>
    /// <exception cref="EventLogException">Some files of a log are there and others are not.</exception>
    public LogIdentity OpenOrCreate(LogOptions options)
    {
        var (hasIdentity, hasCommits, segments) = (File.Exists(IdentityPath), File.Exists(CommitsPath), Segments());
        if (hasIdentity && !hasCommits)
        {
            throw new EventLogException($"The commit file '{CommitsPath}' is missing, but the log has been used. {Remedy}");
        }

        if (!hasIdentity && segments.Count > 0)
        {
            throw new EventLogException($"The file '{IdentityPath}' is missing, but {segments.Count} segments of a log are there. {Remedy}");
        }

        return hasIdentity ? LogIdentity.Read(IdentityPath) : Create(options);
    }

    /// <summary>
    /// Checks that every committed byte has its file, then removes the segments that no commit covers: a crash leaves some behind when
    /// it comes between a commit and the removal of what it gives up.
    /// </summary>
    /// <exception cref="EventLogException">A segment is missing or too short.</exception>
    public void Reconcile(CommitSlot latest, long segmentBytes)
    {
        var (first, last) = (latest.BeginAddress / segmentBytes, latest.UntilAddress / segmentBytes);
        for (var segment = first; latest.BeginAddress < latest.UntilAddress && segment <= last; segment++)
        {
            var needed = Math.Min(segmentBytes, latest.UntilAddress - (segment * segmentBytes));
            var file = new FileInfo(SegmentPath(segment));
            if (needed > 0 && (!file.Exists || file.Length < needed))
            {
                throw new EventLogException(
                    $"The log is committed from {latest.BeginAddress} to {latest.UntilAddress}, but of segment '{file.FullName}' "
                    + $"{(file.Exists ? file.Length : 0)} bytes are there instead of {needed}. {Remedy}");
            }
        }

        foreach (var segment in Segments().Where(segment => segment < first || segment > last))
        {
            Delete(SegmentPath(segment));
        }
    }

    /// <summary>True when a segment has its file.</summary>
    public bool HasSegment(long segment) => File.Exists(SegmentPath(segment));

    /// <summary>Number of the last segment that has a file; -1 when none has.</summary>
    public long LastSegment() => Segments().DefaultIfEmpty(-1).Max();

    /// <summary>Puts on disk what was read of these segments: the run that wrote them may not have.</summary>
    /// <exception cref="IOException">The disk is broken.</exception>
    public void FlushSegments(long first, long last)
    {
        for (var segment = first; segment <= last; segment++)
        {
            if (HasSegment(segment))
            {
                using var file = SyncedFile.Open(SegmentPath(segment), FileMode.Open);
                file.Flush();
            }
        }
    }

    /// <summary>True when the file of an address goes beyond it.</summary>
    public bool HasBytes(long address, long segmentBytes)
    {
        var file = new FileInfo(SegmentPath(address / segmentBytes));
        return file.Exists && file.Length > address % segmentBytes;
    }

    /// <summary>Reads bytes of a segment as they are on disk, zeros where its file has ended.</summary>
    /// <exception cref="IOException">The disk is broken.</exception>
    public void Read(long address, long segmentBytes, Span<byte> bytes)
    {
        using var file = SyncedFile.Open(SegmentPath(address / segmentBytes), FileMode.Open);
        var read = file.Read(bytes, address % segmentBytes);
        bytes[read..].Clear();
    }

    /// <summary>Moves the files of an unreadable log out of the way.</summary>
    /// <returns>Where they are now.</returns>
    public string SetAside(TimeProvider time)
    {
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var aside = Path.Combine(_path, "unreadable", stamp);
        Directory.CreateDirectory(aside);
        foreach (var file in Directory.GetFiles(_path).Where(file => Path.GetFileName(file) != "lock"))
        {
            File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        }

        return aside;
    }

    public void Dispose() => _lock.Dispose();

    // The identity comes last: as long as it is missing, there is no log, and a start that was cut short begins again.
    private LogIdentity Create(LogOptions options)
    {
        Delete(CommitsPath);
        CommitSlots.Create(CommitsPath, FirstAddress);

        // Before the identity says that they are there.
        AtomicFile.FlushFolder(_path);
        var identity = new LogIdentity(Guid.NewGuid(), options.PageBytes, options.SegmentBytes);
        identity.Write(IdentityPath);
        return identity;
    }

    private static void Delete(string path) => FileWatch.Perform(new(FileActKind.Delete, path), () => File.Delete(path));

    private string SegmentPath(long segment) => string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix}.{segment}");

    private List<long> Segments() => SegmentsOf(_path);
}
