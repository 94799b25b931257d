namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>An object in the lake's storage, as a listing shows it.</summary>
/// <param name="Location">Its location, below the storage's root.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="LastModified">When it was written, by the store's clock.</param>
public readonly record struct LakeFile(string Location, long Length, DateTimeOffset LastModified);
