using Ingest.Parquet.Encodings;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Writing;

/// <summary>What the footer and the page index say of one column chunk. Bounds are ranges of the file's statistics buffer.</summary>
/// <param name="Leaf">The column.</param>
internal sealed record ChunkMetadata(Leaf Leaf)
{
    public ValueEncoding Encoding { get; init; }

    /// <summary>Levels: rows, and pairs of a map behind their first.</summary>
    public long Entries { get; init; }

    /// <summary>Entries without a value.</summary>
    public long Nulls { get; init; }

    public long UncompressedBytes { get; init; }

    public long CompressedBytes { get; init; }

    /// <summary>Where the chunk begins: its dictionary, or its first page.</summary>
    public long Offset { get; init; }

    public long DataOffset { get; init; }

    public Range? Lower { get; init; }

    public Range? Upper { get; init; }

    public bool IsLowerExact { get; init; }

    public bool IsUpperExact { get; init; }

    public List<PageMetadata> Pages { get; } = [];

    /// <summary>False when a page has values and no bounds: of NaN alone, which the index cannot say.</summary>
    public bool HasColumnIndex => Pages.TrueForAll(page => page.Lower is not null || page.IsNull);

    public (long Offset, int Length)? BloomFilter { get; set; }

    public (long Offset, int Length) ColumnIndex { get; set; }

    public (long Offset, int Length) OffsetIndex { get; set; }
}
