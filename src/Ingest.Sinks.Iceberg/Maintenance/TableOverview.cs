namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>A table in figures.</summary>
public sealed record TableOverview
{
    /// <summary>Where its files are.</summary>
    public required string Location { get; init; }

    /// <summary>Its current metadata file.</summary>
    public required string MetadataLocation { get; init; }

    /// <summary>What knows it.</summary>
    public required string Catalog { get; init; }

    /// <summary>Rows of its data files; those that other writers have deleted count.</summary>
    public required long Rows { get; init; }

    /// <summary>Data files.</summary>
    public required int Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Delete files, which other writers have written.</summary>
    public required int DeleteFiles { get; init; }

    /// <summary>Snapshots that are kept.</summary>
    public required int Snapshots { get; init; }

    /// <summary>When the current one was made; null for an empty table.</summary>
    public required DateTimeOffset? CurrentAt { get; init; }

    /// <summary>Manifests of the current snapshot.</summary>
    public required int Manifests { get; init; }

    /// <summary>Partitions that have files.</summary>
    public required int Partitions { get; init; }

    /// <summary>How far the table has the records of each log: identity of the log, and address.</summary>
    public required IReadOnlyDictionary<string, string> Watermarks { get; init; }

    /// <summary>Files that a compaction would rewrite.</summary>
    public required int CompactableFiles { get; init; }

    /// <summary>Snapshots that an expiry would remove.</summary>
    public required int ExpirableSnapshots { get; init; }

    /// <summary>Bytes of a data file.</summary>
    public long MeanFileBytes => Files == 0 ? 0 : Bytes / Files;
}

/// <summary>A snapshot in words.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">When it was made.</param>
/// <param name="Operation"><c>append</c>, <c>replace</c>, <c>overwrite</c> or <c>delete</c>.</param>
/// <param name="IsCurrent">Whether readers read it.</param>
/// <param name="Refs">What it is called.</param>
public sealed record SnapshotOverview(long Id, DateTimeOffset At, string Operation, bool IsCurrent, IReadOnlyList<string> Refs)
{
    /// <summary>Data files that it has added.</summary>
    public required long AddedFiles { get; init; }

    /// <summary>Data files that it has removed.</summary>
    public required long DeletedFiles { get; init; }

    /// <summary>Rows of the files that it has added.</summary>
    public required long AddedRows { get; init; }

    /// <summary>Rows of the files that it has removed.</summary>
    public required long DeletedRows { get; init; }

    /// <summary>The range of a log that it has brought, <c>log:begin-end</c>; null for none.</summary>
    public required string? LogRange { get; init; }
}
