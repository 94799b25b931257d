using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ingest.ClickHouse.Embedded.Native;

/// <summary>
/// A file without a name, in memory on Linux. The data of an insert goes to the engine through it: data behind <c>FORMAT X</c> in the text of a
/// statement ends at the first blank line, and what follows runs as SQL.
/// </summary>
internal sealed partial class MemoryFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private MemoryFile(SafeFileHandle handle)
    {
        _handle = handle;
        Stream = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0, isAsync: false);
    }

    public FileStream Stream { get; }

    /// <summary>A path that opens the same file again, in this process only.</summary>
    public string Path => DescriptorPath((int)_handle.DangerousGetHandle());

    public static string DescriptorPath(int descriptor) =>
        OperatingSystem.IsLinux() ? $"/proc/self/fd/{descriptor}" : $"/dev/fd/{descriptor}";

    /// <param name="spareFolder">Where the file lies, already unlinked, on a system without memfd.</param>
    public static MemoryFile Create(string spareFolder)
    {
        if (OperatingSystem.IsLinux())
        {
            var descriptor = memfd_create("ingest", 1 /* MFD_CLOEXEC */);
            if (descriptor < 0)
                throw new IOException($"memfd_create failed with error {Marshal.GetLastPInvokeError()}");
            return new MemoryFile(new SafeFileHandle(descriptor, ownsHandle: true));
        }

        var path = System.IO.Path.Combine(spareFolder, Guid.NewGuid().ToString("N"));
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        return new MemoryFile(handle);
    }

    public void Dispose() => Stream.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);
}
