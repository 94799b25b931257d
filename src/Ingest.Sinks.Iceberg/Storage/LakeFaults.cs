using System.Globalization;
using Ingest.Core.Files;

namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>The words of faults that both storages have, and of the disk's.</summary>
internal static class LakeFaults
{
    /// <summary>True for what the file system throws.</summary>
    public static bool IsOfDisk(Exception fault) => fault is IOException or UnauthorizedAccessException;

    /// <summary>A fault of the disk.</summary>
    public static LakeStorageException OfDisk(string location, string act, Exception fault) => fault switch
    {
        LakeStorageException already => already,
        UnauthorizedAccessException => new($"{location} cannot be {act}: {fault.Message} Give the server's account the right to.", isTransient: false, fault),
        PathTooLongException => new($"{location} cannot be {act}: {fault.Message} Choose a shorter root.", isTransient: false, fault),
        _ when DiskSpace.IsShortage(fault) => new($"{location} cannot be {act}: the disk is full. Make room, or expire old snapshots.", isTransient: true, fault),
        _ => new($"{location} cannot be {act}: {fault.Message} Look at the disk and its mount.", isTransient: true, fault),
    };

    /// <summary>An object that is too large to be read as a whole.</summary>
    public static LakeStorageException TooLarge(string location, long length) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{location} has {length} bytes, and a metadata file is read up to {LakeStorages.ReadBytesMax}. It is no file of this server's; remove or rewrite it."),
        isTransient: false);

    /// <summary>Faults of one call as one: the first is said, and it is transient when all are.</summary>
    public static LakeStorageException OfMany(IReadOnlyList<LakeStorageException> faults, int of) => faults.Count == 1
        ? faults[0]
        : new(
            string.Create(CultureInfo.InvariantCulture, $"{faults.Count} of {of} files failed. The first: {faults[0].Message}"),
            faults.All(fault => fault.IsTransient),
            new AggregateException(faults));

    /// <summary>Does something to the disk, whose faults become the lake's.</summary>
    public static void Guard(string location, string act, Action perform)
    {
        try
        {
            perform();
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw OfDisk(location, act, fault);
        }
    }
}
