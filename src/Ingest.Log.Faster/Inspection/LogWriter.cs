using FASTER.core;
using Ingest.Core.Files;

namespace Ingest.Log.Faster.Inspection;

/// <summary>Writes what the tools change in the files of a log, each on disk when its method returns.</summary>
internal static class LogWriter
{
    /// <summary>Replaces the commit file: both slots name the same addresses, so that either is enough.</summary>
    public static void WriteCommits(string path, long number, long begin, long until)
    {
        var bytes = new byte[CommitSlots.FileBytes];
        foreach (var commit in (long[])[number, number + 1])
        {
            var info = new FasterLogRecoveryInfo { BeginAddress = begin, UntilAddress = until, CommitNum = commit };

            // A log that never held anything has commit number 0 in both.
            var slot = until <= LogFolder.FirstAddress ? new CommitSlot(0, begin, until, []) : new CommitSlot(commit, begin, until, info.ToByteArray());
            slot.WriteTo(bytes.AsSpan((int)(commit % 2 * CommitSlots.SlotDistanceBytes), CommitSlots.SlotBytes));
        }

        AtomicFile.Write(path, bytes);
    }

    /// <summary>
    /// Puts a frame that holds nothing over a stretch of one page. What is in no file yet becomes zeros without taking space. The end of a
    /// page that is too short for a frame becomes zeros as well; elsewhere such a stretch stays as it is, and readers pass it.
    /// </summary>
    public static void WriteFiller(StoppedLog log, long address, long end)
    {
        if (end - address >= Frames.FrameBytesMin || end % log.Identity.PageBytes == 0)
        {
            Overwrite(log, address, end);
        }
    }

    /// <summary>Lengthens a file with zeros; one that is long enough already stays.</summary>
    public static void Extend(string path, long bytes)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (RandomAccess.GetLength(file) < bytes)
        {
            RandomAccess.SetLength(file, bytes);
            RandomAccess.FlushToDisk(file);
        }
    }

    private static void Overwrite(StoppedLog log, long address, long end)
    {
        var (path, offset) = log.PlaceOf(address);
        var isNew = !File.Exists(path);
        using (var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite))
        {
            var length = RandomAccess.GetLength(file);
            var until = offset + (end - address);
            var written = new byte[Math.Min(Math.Max(length - offset, Frames.FrameBytesMin), end - address)];
            if (end - address >= Frames.FrameBytesMin)
            {
                Frames.FillerHead((int)(end - address)).CopyTo(written, 0);
            }

            RandomAccess.Write(file, written, offset);
            if (length < until)
            {
                RandomAccess.SetLength(file, until);
            }

            RandomAccess.FlushToDisk(file);
        }

        if (isNew)
        {
            AtomicFile.FlushFolder(Path.GetDirectoryName(path)!);
        }
    }
}
