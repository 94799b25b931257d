using System.Runtime.InteropServices;
using Ingest.Core.Files;

namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>Writes files of any size that a power cut leaves whole or not at all.</summary>
internal sealed class DurableFiles
{
    private const int AlreadyExists = 17;
    private const int BufferBytes = 64 * 1024;

    // Held while a folder is looked for and made, so that one that is seen is on disk.
    private readonly Lock _folders = new();

    /// <summary>Writes a file: its content is on disk before it has the name, and the name is before the caller learns of it.</summary>
    /// <param name="place">Which.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="publish">Gives the file, first path, its name, second path.</param>
    /// <param name="cancellationToken">Ends it before the file has its name.</param>
    /// <returns>Length in bytes.</returns>
    public async Task<long> PutAsync(
        LakeLocation place, Func<Stream, CancellationToken, Task> write, Action<string, string> publish, CancellationToken cancellationToken)
    {
        var (location, path) = (place.ToString(), place.Path);
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            LakeFaults.Guard(location, "written", () => MakeFolder(folder));
            var length = await FillAsync(location, temporary, write, cancellationToken);
            LakeFaults.Guard(location, "written", () => FileWatch.Perform(new(FileActKind.Move, temporary, target: path), () => publish(temporary, path)));
            LakeFaults.Guard(location, "written", () => AtomicFile.FlushFolder(folder));
            return length;
        }
        finally
        {
            RemoveTemporary(temporary);
        }
    }

    /// <summary>Gives a file a second name unless that is taken; false when it is.</summary>
    /// <remarks>File.Move without overwriting looks first and renames then, so that of two at once the later one would win.</remarks>
    public static bool TryLink(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMoveOnWindows(from, to);
        }

        if (Link(from, to) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == AlreadyExists
            ? false
            : throw new IOException($"The file system of {to} makes no hard link: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
    }

    private static async Task<long> FillAsync(string location, string temporary, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        FileStream? created = null;
        LakeFaults.Guard(location, "written", () => FileWatch.Perform(
            new(FileActKind.Create, temporary),
            () => created = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, useAsync: false)));
        await using var file = created!;
        try
        {
            await write(file, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            FileWatch.Perform(new(FileActKind.Flush, temporary), () => file.Flush(flushToDisk: true));
            return file.Length;
        }
        catch (IOException fault)
        {
            throw LakeFaults.OfDisk(location, "written", fault);
        }
    }

    private void MakeFolder(string folder)
    {
        lock (_folders)
        {
            if (Directory.Exists(folder))
            {
                return;
            }

            var parent = Path.GetDirectoryName(folder)!;
            MakeFolder(parent);
            Directory.CreateDirectory(folder);
            AtomicFile.FlushFolder(parent);
        }
    }

    private static bool TryMoveOnWindows(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    private static void RemoveTemporary(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception fault) when (LakeFaults.IsOfDisk(fault))
        {
            // The write's own outcome says more; what stays is hidden, and found by a listing.
            return;
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
