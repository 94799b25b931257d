using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ingest.Log.Faster;

/// <summary>
/// Writes to a file past the page cache (<c>O_DIRECT</c>, open(2)): the disk takes the bytes from where they lie, without a copy, and without pages that
/// nobody reads. They are in the disk's own cache when a write returns, and on disk after a flush of the file, as other writes are.
/// </summary>
/// <remarks>A disk wants blocks. What is none, or on a file system that cannot do it, is for its caller to write as usual.</remarks>
internal sealed class DirectFile : IDisposable
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int InvalidArgument = 22;

    private readonly SafeFileHandle _file;
    private volatile bool _isRefused;

    private DirectFile(SafeFileHandle file) => _file = file;

    // Its value belongs to the processor's architecture.
    private static int Flag => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x10000,
        _ => 0,
    };

    /// <summary>Opens a file that is there; null where such writes are not known.</summary>
    /// <exception cref="IOException">It cannot be opened at all.</exception>
    public static DirectFile? Open(string path)
    {
        if (!OperatingSystem.IsLinux() || Flag == 0)
        {
            return null;
        }

        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (fcntl(file, SetFlags, fcntl(file, GetFlags, 0) | Flag) == 0)
        {
            return new DirectFile(file);
        }

        file.Dispose();
        return null;
    }

    /// <summary>Writes whole blocks, and returns how many bytes of them; 0: write them in another way.</summary>
    /// <exception cref="IOException">The disk is full or broken; what was written may be lost.</exception>
    public int Write(nint source, int count, long offset)
    {
        if (_isRefused || ((source | count | offset) & (SegmentDevice.SectorBytes - 1)) != 0)
        {
            return 0;
        }

        var written = SyncedFile.pwrite(_file, source, count, offset);
        _isRefused = written < 0 && Marshal.GetLastPInvokeError() == InvalidArgument;
        return _isRefused ? 0 : SyncedFile.Check(written, "write");
    }

    public void Dispose() => _file.Dispose();

    [DllImport("libc", SetLastError = true)]
    private static extern int fcntl(SafeFileHandle file, int command, int flags);
}
