namespace Ingest.Parquet.Writing;

/// <summary>What a finished file holds: all that a table's metadata says of it.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="SplitOffsets">Where each row group begins.</param>
/// <param name="Leaves">Its columns of values by field id; a map's keys and values are two, and the map itself is none.</param>
public sealed record ParquetFile(long Rows, long Bytes, IReadOnlyList<long> SplitOffsets, IReadOnlyDictionary<int, LeafSummary> Leaves);
