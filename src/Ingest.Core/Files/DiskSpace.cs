namespace Ingest.Core.Files;

/// <summary>The room on a disk, and the errors that say that there is none.</summary>
/// <param name="FreeBytes">Bytes that this process may still take.</param>
/// <param name="TotalBytes">Size of the disk.</param>
public readonly record struct DiskSpace(long FreeBytes, long TotalBytes)
{
    private const int FileTooLarge = 27;
    private const int NoSpace = 28;
    private const int OverQuotaLinux = 122;
    private const int OverQuotaMac = 69;

    /// <summary>Asks the file system of a folder.</summary>
    /// <exception cref="IOException">It does not answer.</exception>
    public static DiskSpace Of(string folder)
    {
        var drive = new DriveInfo(folder);
        return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize);
    }

    /// <summary>True when an error says that the disk, the quota or the largest file is full: it may heal by itself.</summary>
    public static bool IsShortage(Exception exception) => exception is IOException { HResult: NoSpace or FileTooLarge }
        || (exception is IOException { HResult: OverQuotaLinux } && OperatingSystem.IsLinux())
        || (exception is IOException { HResult: OverQuotaMac } && OperatingSystem.IsMacOS());
}
