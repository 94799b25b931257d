namespace Ingest.Parquet.Writing;

/// <summary>What the footer says of one row group.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Chunks">Its column chunks, in the order of the file.</param>
internal sealed record RowGroupMetadata(int Rows, long Offset, IReadOnlyList<ChunkMetadata> Chunks);
