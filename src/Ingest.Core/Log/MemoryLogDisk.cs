using Ingest.Core.Files;

namespace Ingest.Core.Log;

/// <summary>The disk of a log in memory: as large and as full as is said.</summary>
public sealed class MemoryLogDisk : ILogDisk
{
    /// <summary>Free space, in bytes; what the log takes does not change it.</summary>
    public long FreeBytes { get; set; } = long.MaxValue / 2;

    /// <inheritdoc/>
    public DiskSpace Measure() => new(FreeBytes, long.MaxValue);

    /// <inheritdoc/>
    public void Allocate(long from, long until)
    {
        if (until - from > FreeBytes)
        {
            throw new IOException($"There are {FreeBytes} bytes, and {until - from} are asked for.");
        }
    }
}
