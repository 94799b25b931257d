using System.Numerics;
using Ingest.Core.Files;

namespace Ingest.Core.Log;

/// <summary>Settings of the log, section <c>Log</c>.</summary>
public sealed class LogOptions
{
    /// <summary>Least number of segments that <see cref="MaxBytes"/> has room for: one that is read, one that is written, and what steps round up.</summary>
    public const int SegmentsMin = 4;

    private const int PageBytesMin = 64 * 1024;
    private const int PageBytesMax = 64 * 1024 * 1024;
    private const int MemoryPagesMin = 4;
    private const long SegmentBytesMax = 1L << 30;
    private const long FreeBytesMinDefault = 1L << 30;
    private const int FreeShareDefault = 20;

    /// <summary>Folder of the log; one process at a time. Default: <c>log</c> in the data folder.</summary>
    public string Path { get; set; } = "";

    /// <summary>What a successful reply promises. Default <see cref="Durability.Disk"/>: a reply that survives no crash should be asked for.</summary>
    public Durability Durability { get; set; } = Durability.Disk;

    /// <summary>
    /// Size of a log file in bytes, a power of two; disk space is freed in this unit. Default 128 MiB: about 300,000 events, so that
    /// a file is freed every few minutes under load and a quiet server keeps little.
    /// </summary>
    public long SegmentBytes { get; set; } = 128L << 20;

    /// <summary>
    /// Size of a page in bytes, a power of two: no record is larger, and a reader of old records holds two. Default 4 MiB, which
    /// a message of the largest body fits into many times over.
    /// </summary>
    public int PageBytes { get; set; } = 4 << 20;

    /// <summary>
    /// Newest part of the log that is kept in memory, in bytes, a power of two. Sinks that keep up read from here, and appends wait
    /// when the disk falls behind by this much. Default 32 MiB: seconds of traffic.
    /// </summary>
    public long MemoryBytes { get; set; } = 32L << 20;

    /// <summary>
    /// Disk space in bytes that the log may take, at least four segments; 0 for no limit but <see cref="FreeBytesMin"/>. Beyond it events are
    /// refused until a sink catches up. Default 0: a sink that is down for a weekend should cost disk, not events.
    /// </summary>
    public long MaxBytes { get; set; }

    /// <summary>
    /// Free space of the disk in bytes that the log leaves to others: when it would be less, events are refused until there is more. 0 for none.
    /// Default 1 GiB, on which a person can still log in and a database can merge, or a twentieth of a disk that is smaller than 20 GiB.
    /// </summary>
    public long? FreeBytesMin { get; set; }

    /// <summary>Longest time between background commits with <see cref="Durability.Memory"/>: what a crash may lose. Default 100 ms.</summary>
    public TimeSpan CommitIntervalMax { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Start with a new log when the one on disk cannot be read, and set the old files aside in the subfolder <c>unreadable</c>.
    /// Default false: an operator should decide that events are given up.
    /// </summary>
    public bool StartFreshWhenUnreadable { get; set; }

    /// <summary>The faults of the settings, each naming the setting and the remedy; empty when there is none.</summary>
    public IEnumerable<string> Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            yield return "Log:Path is empty; name a folder that survives restarts.";
        }

        if (!BitOperations.IsPow2(PageBytes) || PageBytes is < PageBytesMin or > PageBytesMax)
        {
            yield return $"Log:PageBytes is {PageBytes}; it must be a power of two from {PageBytesMin} to {PageBytesMax}.";
        }

        // The page being filled, the page being flushed, and room for the disk to be late.
        if (!BitOperations.IsPow2(MemoryBytes) || MemoryBytes < (long)MemoryPagesMin * PageBytes)
        {
            yield return $"Log:MemoryBytes is {MemoryBytes}; it must be a power of two of at least {MemoryPagesMin} times Log:PageBytes ({PageBytes}).";
        }

        if (!BitOperations.IsPow2(SegmentBytes) || SegmentBytes < PageBytes || SegmentBytes > SegmentBytesMax)
        {
            yield return $"Log:SegmentBytes is {SegmentBytes}; it must be a power of two from Log:PageBytes ({PageBytes}) to {SegmentBytesMax}.";
        }

        if (MaxBytes != 0 && MaxBytes < SegmentsMin * SegmentBytes)
        {
            yield return $"Log:MaxBytes is {MaxBytes}; it must be 0, or at least {SegmentsMin} times Log:SegmentBytes ({SegmentBytes}).";
        }

        if (FreeBytesMin < 0)
        {
            yield return $"Log:FreeBytesMin is {FreeBytesMin}; it must be 0 or more.";
        }

        if (!Enum.IsDefined(Durability))
        {
            yield return $"Log:Durability is {Durability}; it must be Disk or Memory.";
        }

        if (CommitIntervalMax < TimeSpan.FromMilliseconds(1) || CommitIntervalMax > TimeSpan.FromMinutes(1))
        {
            yield return $"Log:CommitIntervalMax is {CommitIntervalMax}; it must be from 1 ms to 1 minute.";
        }
    }

    /// <summary>Free space that the log leaves to others on a disk; 0 for a disk that cannot be measured.</summary>
    public long FloorOf(DiskSpace disk) =>
        disk.TotalBytes == 0 ? 0 : FreeBytesMin ?? Math.Min(FreeBytesMinDefault, disk.TotalBytes / FreeShareDefault);
}
