using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Writing;

/// <summary>What one column chunk holds.</summary>
internal readonly record struct ChunkTotals
{
    /// <summary>Bytes in the file, with the pages' headers.</summary>
    public long CompressedBytes { get; init; }

    /// <summary>Values with those that are null: rows, or pairs of a map.</summary>
    public long ValueCount { get; init; }

    /// <summary>Values that are null.</summary>
    public long NullCount { get; init; }

    /// <summary>Values that are NaN.</summary>
    public long NanCount { get; init; }

    /// <summary>The smallest value, if there is one.</summary>
    public Bound? Lower { get; init; }

    /// <summary>The largest value, if there is one.</summary>
    public Bound? Upper { get; init; }
}
