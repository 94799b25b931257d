namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>The lake's storage could not do what it was asked. The message names the location and the remedy, and no credentials.</summary>
public class LakeStorageException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What failed, where, and what to do.</param>
    /// <param name="isTransient">Whether the same may succeed later without anybody's doing.</param>
    /// <param name="innerException">What the store or the system said.</param>
    public LakeStorageException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Whether the same may succeed later without anybody's doing.</summary>
    public bool IsTransient { get; }
}
