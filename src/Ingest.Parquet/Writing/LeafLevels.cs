using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Writing;

/// <summary>Where a chunk's values stand in its rows: what levels are written, and how many values a range of rows has.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal abstract class LeafLevels
{
    /// <summary>Values and nulls of the chunk: rows, or a map's pairs.</summary>
    public abstract int ValueCount { get; }

    /// <summary>Values that are there.</summary>
    public abstract int PresentCount { get; }

    /// <summary>Values that are there in a range of the chunk's rows.</summary>
    public abstract int PresentIn(int row, int rows);

    /// <summary>Levels of a range: one for each row, and for each pair of a map behind its first.</summary>
    public abstract int EntriesIn(int row, int rows);

    /// <summary>Appends the levels of a range, as a page of version 1 has them: each kind with its length before it.</summary>
    public abstract void Write(int row, int rows, ByteBuffer page);
}
