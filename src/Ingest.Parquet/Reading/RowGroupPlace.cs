namespace Ingest.Parquet.Reading;

/// <summary>A row group, as the footer says.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Chunks">A chunk for each column of values.</param>
internal sealed record RowGroupPlace(long Rows, IReadOnlyList<ChunkPlace> Chunks);
