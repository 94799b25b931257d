using System.Numerics;

namespace Ingest.Core.Log;

/// <summary>Settings of the log, section <c>Log</c>.</summary>
public sealed class LogOptions
{
    private const int PageBytesMin = 64 * 1024;
    private const int PageBytesMax = 64 * 1024 * 1024;
    private const int MemoryPagesMin = 4;
    private const long SegmentBytesMax = 1L << 30;

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

        if (!Enum.IsDefined(Durability))
        {
            yield return $"Log:Durability is {Durability}; it must be Disk or Memory.";
        }

        if (CommitIntervalMax < TimeSpan.FromMilliseconds(1) || CommitIntervalMax > TimeSpan.FromMinutes(1))
        {
            yield return $"Log:CommitIntervalMax is {CommitIntervalMax}; it must be from 1 ms to 1 minute.";
        }
    }
}
