using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ingest.Log.Faster;

/// <summary>
/// Takes disk space ahead of the writes that need it. On ext4, XFS and tmpfs a write into such space cannot find the disk full; on file systems
/// that copy on write it still can, and elsewhere the space is not taken at all: then a write may fail, which the log survives as any other failure.
/// </summary>
internal static class DiskAllocation
{
    private const int KeepSize = 1;
    private const int Interrupted = 4;
    private const int NotImplemented = 38;
    private const int NotSupported = 95;

    /// <summary>Takes the space of a part of a file without changing its length.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public static void Take(SafeFileHandle file, long offset, long count)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var error = Interrupted;
        while (error == Interrupted)
        {
            error = fallocate(file, KeepSize, offset, count) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        if (error is not (0 or NotSupported or NotImplemented))
        {
            throw new IOException($"Could not take {count} bytes of disk: {new Win32Exception(error).Message}.", error);
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int fallocate(SafeFileHandle file, int mode, long offset, long count);
}
