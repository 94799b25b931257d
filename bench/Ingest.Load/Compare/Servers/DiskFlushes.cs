using Microsoft.Win32.SafeHandles;

namespace Ingest.Load.Compare.Servers;

/// <summary>How fast a disk makes something durable: the bound of whoever sends one event, waits for its reply, and sends the next.</summary>
internal static class DiskFlushes
{
    private const int WriteBytes = 4096;
    private const int Writes = 4096;
    private const int Flushes = 2000;

    /// <summary>Writes of 4 KiB with a flush behind each that are done in a second, one after the other, over space that was written before.</summary>
    /// <param name="folder">Folder on the disk; what is written there is removed.</param>
    /// <param name="time">The clock.</param>
    public static double PerSecond(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, $"ingest-compare-{Environment.ProcessId}-flushes");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        Write(file, Writes, isFlushed: false);
        RandomAccess.FlushToDisk(file);
        var from = time.GetTimestamp();
        Write(file, Flushes, isFlushed: true);
        return Flushes / time.GetElapsedTime(from).TotalSeconds;
    }

    private static void Write(SafeFileHandle file, int writes, bool isFlushed)
    {
        var bytes = new byte[WriteBytes];
        for (var i = 0; i < writes; i++)
        {
            RandomAccess.Write(file, bytes, (long)i * WriteBytes);
            if (isFlushed)
            {
                RandomAccess.FlushToDisk(file);
            }
        }
    }
}
