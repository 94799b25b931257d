namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>There is no object at a location that is to be read.</summary>
/// <param name="location">The location.</param>
/// <param name="innerException">What the store or the system said.</param>
public sealed class LakeFileNotFoundException(string location, Exception? innerException = null)
    : LakeStorageException($"There is no {location}. A table's metadata names files that must not be removed by hand.", isTransient: false, innerException)
{
    /// <summary>The location.</summary>
    public string Location { get; } = location;
}
