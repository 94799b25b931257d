namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>What a manifest lists.</summary>
internal enum ManifestContent
{
    /// <summary>Files of rows.</summary>
    Data = 0,

    /// <summary>Files of deletes.</summary>
    Deletes = 1,
}

/// <summary>A line of a manifest list: a manifest and a summary of it (Iceberg specification, Manifest Lists).</summary>
internal sealed record ManifestFile
{
    /// <summary>Where it is.</summary>
    public required string Path { get; init; }

    /// <summary>Length, bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Number of the partition spec of its files.</summary>
    public required int SpecId { get; init; }

    /// <summary>What it lists.</summary>
    public ManifestContent Content { get; init; }

    /// <summary>Sequence number of the commit that has added it; null until it is known: the manifest list is told.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>The lowest sequence number of a file that is not deleted; null for that of the commit.</summary>
    public long? MinSequenceNumber { get; init; }

    /// <summary>The snapshot that has added it.</summary>
    public required long AddedSnapshotId { get; init; }

    /// <summary>Number of new files.</summary>
    public int AddedFiles { get; init; }

    /// <summary>Number of files that were there before.</summary>
    public int ExistingFiles { get; init; }

    /// <summary>Number of files that are gone.</summary>
    public int DeletedFiles { get; init; }

    /// <summary>Rows of the new files.</summary>
    public long AddedRows { get; init; }

    /// <summary>Rows of the files that were there before.</summary>
    public long ExistingRows { get; init; }

    /// <summary>Rows of the files that are gone.</summary>
    public long DeletedRows { get; init; }

    /// <summary>One summary a partition value, in the order of the spec; null when nothing can be said that every reader understands alike.</summary>
    public IReadOnlyList<FieldSummary>? Partitions { get; init; }

    /// <summary>What is needed to decrypt it.</summary>
    public byte[]? KeyMetadata { get; init; }
}

/// <summary>What the files of a manifest have as one partition value: readers pass over manifests by it.</summary>
/// <param name="ContainsNull">True when a file has null.</param>
/// <param name="ContainsNan">True when a file has NaN; null when it is not known.</param>
/// <param name="LowerBound">The least value, as <see cref="SingleValue"/> writes it; null when there is none.</param>
/// <param name="UpperBound">The greatest value; null when there is none.</param>
internal sealed record FieldSummary(bool ContainsNull, bool? ContainsNan, byte[]? LowerBound, byte[]? UpperBound);
