using Ingest.Core.Files;

namespace Ingest.Commands.Doctor;

/// <summary>The disk under the data folder: may it be written, what kind is it, how much is free.</summary>
internal static class FolderExamination
{
    // What the log keeps clear, and as much again before anybody has to hurry.
    private const int RoomFactor = 2;

    private static readonly string[] Remote = ["nfs", "cifs", "smb", "9p", "ceph", "glusterfs", "afs", "lustre", "fuse", "vboxsf", "drvfs", "virtiofs"];

    /// <summary>Looks.</summary>
    public static Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([Writable(deployment), FileSystem(deployment), FreeSpace(deployment)]);

    private static Finding Writable(Deployment deployment)
    {
        var exists = Directory.Exists(deployment.DataPath);
        var folder = deployment.ExistingFolder;
        try
        {
            var probe = Path.Combine(folder, $".doctor-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return exists
                ? Finding.Ok("data folder", $"{folder} can be written")
                : Finding.Warning("data folder", $"{deployment.DataPath} does not exist yet; what follows is of {folder}", "Nothing, when the server is to start there for the first time. Else name the folder with --data.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return DiskSpace.IsShortage(fault)
                ? Finding.Fault("data folder", $"{folder} is full: {fault.Message}", "Make room, or move the data folder to a larger disk. Events are refused with 503 meanwhile; none that was answered 200 is lost.")
                : Finding.Fault("data folder", $"{folder} cannot be written: {fault.Message}", $"chown it to the user of the server, or run the doctor as that user. In a unit of systemd: StateDirectory=, or ReadWritePaths={folder}.");
        }
    }

    private static Finding FileSystem(Deployment deployment)
    {
        var drive = new DriveInfo(deployment.ExistingFolder);
        var kind = drive.DriveFormat;
        return Remote.Any(remote => kind.StartsWith(remote, StringComparison.OrdinalIgnoreCase))
            ? Finding.Fault("file system", $"{kind}, over a network or through another program", "Put the data folder on a local disk: what such a file system calls flushed need not be on a disk, its locks need not hold, and each answer waits for it.")
            : kind.StartsWith("tmpfs", StringComparison.OrdinalIgnoreCase) || kind.StartsWith("ramfs", StringComparison.OrdinalIgnoreCase)
                ? Finding.Warning("file system", $"{kind}, which is memory", "Put the data folder on a disk: a restart of the machine takes everything in it.")
                : kind.StartsWith("overlay", StringComparison.OrdinalIgnoreCase)
                    ? Finding.Warning("file system", $"{kind}, the container's own layer", "Mount a volume there: the folder goes away with the container. In a compose file: volumes: [\"ingest:/data\"].")
                    : Finding.Ok("file system", $"{kind}, local");
    }

    private static Finding FreeSpace(Deployment deployment)
    {
        var space = DiskSpace.Of(deployment.ExistingFolder);
        var floor = deployment.Settings.Log.FloorOf(space);
        var measured = $"{LogProgress.Bytes(space.FreeBytes)} of {LogProgress.Bytes(space.TotalBytes)}; the log leaves {LogProgress.Bytes(floor)} to others";
        return space.FreeBytes <= floor
            ? Finding.Fault("free space", measured, "Make room, or lower Log:FreeBytesMin: below it new events are refused with 503.")
            : space.FreeBytes < RoomFactor * floor
                ? Finding.Warning("free space", measured, "Make room soon, and alert on ingest_log_free_bytes: an outage of ClickHouse fills the log.")
                : Finding.Ok("free space", measured);
    }
}
