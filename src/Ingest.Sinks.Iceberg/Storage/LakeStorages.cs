using Ingest.Sinks.Iceberg.Storage.S3;

namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>Opens the lake's storage.</summary>
public static class LakeStorages
{
    /// <summary>The largest object that is read as a whole, in bytes: manifests of a million files stay below it.</summary>
    public const int ReadBytesMax = 256 * 1024 * 1024;

    /// <summary>Opens the storage that a location's scheme names. Nothing is asked of it before the first call.</summary>
    /// <param name="root">A folder (<c>file:///…</c> or an absolute path) or a prefix of a bucket (<c>s3://bucket/prefix</c>).</param>
    /// <param name="s3">How S3 is reached; not used for a folder.</param>
    /// <param name="time">The clock of time limits and pauses; the system's when null.</param>
    /// <exception cref="ArgumentException">The location or the options are not valid; the message says how to write them.</exception>
    public static ILakeStorage Open(string root, S3Options s3, TimeProvider? time = null)
    {
        var location = LakeLocation.Parse(root);
        if (!location.IsS3)
        {
            return new LocalStorage(root);
        }

        return s3.Validate() is { Count: > 0 } faults
            ? throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(s3))
            : new S3Storage(root, s3, time ?? TimeProvider.System);
    }
}
