namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>What a compaction rewrites.</summary>
public sealed record CompactionOptions
{
    /// <summary>Small files of a partition that are worth a rewrite, at least 2.</summary>
    public int FilesMin { get; init; } = 5;

    /// <summary>True to change nothing and only say what would be done.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>What a compaction has done, or would do.</summary>
public sealed record CompactionReport
{
    /// <summary>Files that were rewritten.</summary>
    public int FilesBefore { get; init; }

    /// <summary>Their bytes.</summary>
    public long BytesBefore { get; init; }

    /// <summary>Files that took their place; 0 when nothing was to be changed.</summary>
    public int FilesAfter { get; init; }

    /// <summary>Their bytes.</summary>
    public long BytesAfter { get; init; }

    /// <summary>Rows of both.</summary>
    public long Rows { get; init; }

    /// <summary>Partitions that were rewritten, one counted once for each of its groups.</summary>
    public int Groups { get; init; }

    /// <summary>Groups that were given up, since somebody else has changed their files meanwhile.</summary>
    public int GroupsGivenUp { get; init; }

    /// <summary>Snapshots that were made.</summary>
    public int Snapshots { get; init; }

    /// <summary>What was left as it is.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];
}
