using Ingest.Parquet.Schema;
using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Writing;

/// <summary>What a file holds of one column of values.</summary>
/// <param name="Schema">The column.</param>
public sealed record LeafSummary(ColumnSchema Schema)
{
    /// <summary>Bytes in the file, compressed, with the pages' headers.</summary>
    public long CompressedBytes { get; private set; }

    /// <summary>Number of values, with those that are null: rows, or pairs of a map.</summary>
    public long ValueCount { get; private set; }

    /// <summary>Number of values that are null.</summary>
    public long NullCount { get; private set; }

    /// <summary>Number of values that are NaN.</summary>
    public long NanCount { get; private set; }

    /// <summary>The smallest value; null when all are null or NaN.</summary>
    public Bound? Lower { get; private set; }

    /// <summary>The largest value; null when all are null or NaN.</summary>
    public Bound? Upper { get; private set; }

    internal void Add(ChunkTotals chunk)
    {
        CompressedBytes += chunk.CompressedBytes;
        ValueCount += chunk.ValueCount;
        NullCount += chunk.NullCount;
        NanCount += chunk.NanCount;
        if (chunk.Lower is { } lower && (Lower is not { } least || Bound.Compare(Schema.Type, lower, least) < 0))
        {
            Lower = lower;
        }

        if (chunk.Upper is { } upper && (Upper is not { } most || Bound.Compare(Schema.Type, upper, most) > 0))
        {
            Upper = upper;
        }
    }
}
