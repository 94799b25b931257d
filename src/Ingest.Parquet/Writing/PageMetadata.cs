namespace Ingest.Parquet.Writing;

/// <summary>What the page index says of one page.</summary>
/// <param name="Offset">Where its header begins in the file.</param>
/// <param name="Bytes">Its length with the header, compressed.</param>
/// <param name="FirstRow">The row group's row that it begins with.</param>
/// <param name="Nulls">Entries without a value.</param>
/// <param name="IsNull">True when it has no value at all.</param>
internal readonly record struct PageMetadata(long Offset, int Bytes, long FirstRow, long Nulls, bool IsNull)
{
    /// <summary>Its lower bound in the statistics buffer, if it has one.</summary>
    public Range? Lower { get; init; }

    /// <summary>Its upper bound in the statistics buffer, if it has one.</summary>
    public Range? Upper { get; init; }
}
