using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Filters;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Writing;

/// <summary>Encodes column chunks one after the other into memory that it keeps.</summary>
/// <remarks>Hot path: no allocation per row; some objects for each chunk.</remarks>
internal sealed class ChunkWriter(ParquetOptions options, PageCodec codec, ChunkScratch scratch)
{
    private readonly PageWriter _pages = scratch.Pages;

    /// <summary>The chunk that was written last. Valid until the next.</summary>
    public ByteBuffer Chunk => _pages.Chunk;

    /// <summary>Bounds of all chunks and pages of the file.</summary>
    public ByteBuffer Statistics => scratch.Statistics;

    /// <summary>The filter of the chunk that was written last, if it has one.</summary>
    public BloomFilter? Filter { get; private set; }

    /// <summary>Encodes a range of a column's rows.</summary>
    /// <param name="leaf">The column of values.</param>
    /// <param name="column">The table's column.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="offset">Where in the file the chunk will begin.</param>
    /// <param name="totals">What it holds.</param>
    public ChunkMetadata Write(Leaf leaf, Column column, (int Start, int Count) rows, long offset, out ChunkTotals totals)
    {
        _pages.Clear();
        var (levels, values) = Load(leaf, column, rows);
        if (values.Encoding == ValueEncoding.RleDictionary)
        {
            values.WriteDictionary(_pages.Page);
            _pages.AddDictionary(values.DictionaryCount, codec);
        }

        var dataStart = Chunk.Length;
        var pages = new List<PageMetadata>();
        var isUuid = leaf.Schema.Type == ColumnType.Uuid;
        var entries = WritePages(levels, values, rows.Count, offset, pages, hasBounds: !isUuid);
        Filter = MakeFilter(leaf, values);
        var (lower, upper) = (values.ChunkBound(isUpper: false), values.ChunkBound(isUpper: true));

        // Readers order UUIDs in three ways: by their bytes, by two signed halves, and by the lower half first. ClickHouse refuses a file whose bounds are the
        // wrong way round for it, so that only one value can be said.
        var areSaid = lower is not null && upper is not null && (!isUuid || lower.Value.Uuid == upper.Value.Uuid);
        var (lowerRange, isLowerExact) = areSaid ? AddChunkBound(values, isUpper: false) : (null, false);
        var (upperRange, isUpperExact) = areSaid ? AddChunkBound(values, isUpper: true) : (null, false);
        totals = new ChunkTotals
        {
            CompressedBytes = Chunk.Length,
            ValueCount = levels.ValueCount,
            NullCount = levels.ValueCount - levels.PresentCount,
            NanCount = values.NanCount,
            Lower = lower,
            Upper = upper,
        };
        var metadata = new ChunkMetadata(leaf)
        {
            Encoding = values.Encoding,
            Entries = entries,
            Nulls = entries - levels.PresentCount,
            UncompressedBytes = _pages.UncompressedBytes,
            CompressedBytes = Chunk.Length,
            Offset = offset,
            DataOffset = offset + dataStart,
            Lower = lowerRange,
            Upper = upperRange,
            IsLowerExact = isLowerExact,
            IsUpperExact = isUpperExact,
        };
        metadata.Pages.AddRange(pages);
        return metadata;
    }

    private (LeafLevels Levels, ChunkValues Values) Load(Leaf leaf, Column column, (int Start, int Count) rows)
    {
        var values = scratch.ValuesOf(leaf.Schema.Type);
        if (column is MapColumn map)
        {
            scratch.Maps.Load(leaf, map, rows.Start, rows.Count);
            values.Load(leaf.Schema.FieldId == map.Schema.KeyId ? map.Keys : map.Values, scratch.Maps.FirstPair(0), scratch.Presence);
            return (scratch.Maps, values);
        }

        scratch.Flat.Load(column.Present, rows.Start, rows.Count);
        values.Load(column, rows.Start, scratch.Presence);
        return (scratch.Flat, values);
    }

    private long WritePages(LeafLevels levels, ChunkValues values, int rowCount, long offset, List<PageMetadata> pages, bool hasBounds)
    {
        var (value, entries) = (0, 0L);
        for (var row = 0; row < rowCount;)
        {
            var rows = Math.Min(options.PageRows, rowCount - row);
            var count = levels.PresentIn(row, rows);
            while (rows > 1 && values.BytesOf(value, count) > options.PageBytes)
            {
                rows = (rows + 1) / 2;
                count = levels.PresentIn(row, rows);
            }

            var start = Chunk.Length;
            var pageEntries = levels.EntriesIn(row, rows);
            levels.Write(row, rows, _pages.Page);
            values.Write(value, count, _pages.Page);
            _pages.AddData(pageEntries, values.Encoding, codec);
            var isBounded = values.Measure(value, count) && hasBounds;
            pages.Add(new PageMetadata(offset + start, Chunk.Length - start, row, pageEntries - count, count == 0)
            {
                Lower = isBounded ? AddPageBound(values, isUpper: false) : null,
                Upper = isBounded ? AddPageBound(values, isUpper: true) : null,
            });
            (row, value, entries) = (row + rows, value + count, entries + pageEntries);
        }

        return entries;
    }

    private BloomFilter? MakeFilter(Leaf leaf, ChunkValues values)
    {
        if (values.Count == 0 || leaf.Type == PhysicalType.Boolean || !options.BloomFilterFields.Contains(leaf.Schema.FieldId))
        {
            return null;
        }

        var filter = new BloomFilter(values.DictionaryCount > 0 ? values.DictionaryCount : values.Count, options.BloomFilterBytesMax);
        values.AddTo(filter);
        return filter;
    }

    private Range AddPageBound(ChunkValues values, bool isUpper)
    {
        var start = Statistics.Length;
        values.AddPageBound(isUpper, Statistics);
        return start..Statistics.Length;
    }

    private (Range? Range, bool IsExact) AddChunkBound(ChunkValues values, bool isUpper)
    {
        var start = Statistics.Length;
        var isExact = values.AddChunkBound(isUpper, Statistics);
        return (start..Statistics.Length, isExact);
    }
}
