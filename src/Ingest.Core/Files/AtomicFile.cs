using System.Runtime.InteropServices;
using Ingest.Core.Faults;
using Microsoft.Win32.SafeHandles;

namespace Ingest.Core.Files;

/// <summary>Writes whole small files so that a reader, or a start after a power cut, finds the old content or the new one, never a part.</summary>
public static class AtomicFile
{
    private const int ReadOnly = 0;
    private const int CloseOnExecLinux = 0x80000;

    /// <summary>
    /// Replaces the file: a temporary file beside it is written and flushed, renamed over it, and the rename is flushed. One writer at a time.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All that it will hold.</param>
    /// <param name="mode">Its permissions, in force before there is any content to read; those of a new file when null. Not on Windows.</param>
    /// <exception cref="IOException">A step failed: the old content is in place, or the new one is but may not survive a power cut.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        var full = Path.GetFullPath(path);
        // A fixed name: what a crash leaves behind is overwritten by the next write instead of piling up.
        var temporary = full + ".tmp";
        using (var handle = Create(temporary))
        {
            if (mode is { } permissions && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(handle, permissions);
            }

            var bytes = content.ToArray();
            FileWatch.Perform(new(FileActKind.Write, temporary, bytes: bytes), () => RandomAccess.Write(handle, bytes, fileOffset: 0));
            FileWatch.Perform(new(FileActKind.Flush, temporary), () => RandomAccess.FlushToDisk(handle));
        }

        Failpoint.Hit(FailpointName.FileBeforeRename);
        FileWatch.Perform(new(FileActKind.Move, temporary, target: full), () => File.Move(temporary, full, overwrite: true));
        FlushFolder(Path.GetDirectoryName(full)!);
    }

    /// <summary>
    /// Puts the names in a folder on disk. .NET opens no folder, and without this a power cut may undo the creation, renaming or removal of a
    /// file although the file itself was flushed.
    /// </summary>
    /// <exception cref="IOException">The folder is gone, or the disk is full or broken.</exception>
    public static void FlushFolder(string folder)
    {
        if (FileWatch.OfFolder(folder) is { } watch)
        {
            watch.Run(new(FileActKind.FlushFolder, folder), () => FlushFolderNow(folder));
        }
        else
        {
            FlushFolderNow(folder);
        }
    }

    private static SafeFileHandle Create(string path)
    {
        SafeFileHandle? handle = null;
        FileWatch.Perform(new(FileActKind.Create, path), () => handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write));
        return handle!;
    }

    private static void FlushFolderNow(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, OperatingSystem.IsLinux() ? ReadOnly | CloseOnExecLinux : ReadOnly);
        if (descriptor < 0)
        {
            throw FolderFault(folder, "opened");
        }

        var flushed = Flush(descriptor);
        var fault = flushed < 0 ? FolderFault(folder, "flushed") : null;
        _ = Close(descriptor);
        if (fault is not null)
        {
            throw fault;
        }
    }

    private static IOException FolderFault(string folder, string act) =>
        new($"The folder {folder} cannot be {act}: {Marshal.GetLastPInvokeErrorMessage()}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
