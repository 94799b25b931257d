using Ingest.Core.Files;

namespace Ingest.Core.Log;

/// <summary>Where a log lies, as far as room is concerned.</summary>
public interface ILogDisk
{
    /// <summary>The room on the disk.</summary>
    /// <exception cref="IOException">The disk does not answer.</exception>
    DiskSpace Measure();

    /// <summary>Takes the space of a range of addresses, so that writing there later needs none.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    void Allocate(long from, long until);
}
