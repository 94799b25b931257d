namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>
/// The files of the lake, wherever they are: on local disks or in an S3 bucket. A location is a whole URI as Iceberg's metadata carries it, taken
/// literally: percent signs in it are part of the name.
/// </summary>
/// <remarks>
/// Every method throws <see cref="LakeStorageException"/> for what the store answers, and <see cref="ArgumentException"/> for a location that is
/// none or that lies outside <see cref="Root"/> where it must not. A write that throws a transient fault may have happened nevertheless: its answer
/// can be lost.
/// </remarks>
public interface ILakeStorage : IAsyncDisposable
{
    /// <summary>The location that everything is written below, without a slash at its end.</summary>
    string Root { get; }

    /// <summary>True when <see cref="TryWriteAsync"/> refuses one of two writers of one object even when they write at the same moment.</summary>
    bool WritesExclusively => true;

    /// <summary>Writes a small object unless there is one already.</summary>
    /// <returns>False when there is one, which is left as it was.</returns>
    Task<bool> TryWriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Writes a small object; one that is there is replaced as a whole.</summary>
    Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an object of any size as it is made. Nothing is seen under the location before all of it is there, and nothing at all when
    /// <paramref name="write"/> throws or the store fails.
    /// </summary>
    /// <param name="location">Where to.</param>
    /// <param name="write">Writes the content, asynchronously, and leaves the stream open.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left of it.</param>
    /// <returns>Length in bytes.</returns>
    Task<long> WriteAsync(string location, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <summary>Reads a whole small object, of at most <see cref="LakeStorages.ReadBytesMax"/>.</summary>
    /// <exception cref="LakeFileNotFoundException">There is none.</exception>
    Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading. The stream knows its length and can be placed anywhere in it; a new place costs a request of its own on S3.</summary>
    /// <exception cref="LakeFileNotFoundException">There is none.</exception>
    Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken);

    /// <summary>True when there is an object.</summary>
    Task<bool> ExistsAsync(string location, CancellationToken cancellationToken);

    /// <summary>
    /// The objects below a folder, those of its subfolders too, in no order. A local folder shows the temporary files (<c>.*.tmp</c>) of writers that
    /// are at work or were killed; a folder that is a symbolic link is not entered.
    /// </summary>
    /// <param name="prefix">Location of the folder, <see cref="Root"/> or below it. One that does not exist has no objects.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<LakeFile> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes objects. Those that are missing are no fault; when some cannot be removed the others are.</summary>
    Task DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken);
}
