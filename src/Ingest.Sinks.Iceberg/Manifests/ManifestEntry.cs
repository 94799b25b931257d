namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>What a snapshot has done with a file.</summary>
internal enum EntryStatus
{
    /// <summary>It was there before.</summary>
    Existing = 0,

    /// <summary>It is new.</summary>
    Added = 1,

    /// <summary>It is gone; readers leave it out.</summary>
    Deleted = 2,
}

/// <summary>A line of a manifest (Iceberg specification, Manifest Entry Fields).</summary>
/// <param name="Status">What was done.</param>
/// <param name="File">The file.</param>
internal sealed record ManifestEntry(EntryStatus Status, DataFile File)
{
    /// <summary>The snapshot that has added it, or deleted it. Null when it is to be written: the one that the manifest is written for.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>Age of its rows: which deletes apply to them. Null when it is to be written: that of the commit, which only an added file can have.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>Sequence number of the snapshot that has added it.</summary>
    public long? FileSequenceNumber { get; init; }

    /// <summary>True when readers read it.</summary>
    public bool IsLive => Status != EntryStatus.Deleted;
}
