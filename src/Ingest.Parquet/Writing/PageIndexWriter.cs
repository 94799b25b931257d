using Ingest.Parquet.Buffers;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Statistics;
using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Writing;

/// <summary>Writes the page index: the bounds of each page, by which readers skip pages, and where the pages lie.</summary>
internal sealed class PageIndexWriter(ByteBuffer output)
{
    private enum BoundaryOrder
    {
        Unordered = 0,
        Ascending = 1,
        Descending = 2,
    }

    private readonly CompactWriter _thrift = new(output);

    /// <summary>Appends a chunk's column index.</summary>
    public void WriteBounds(ChunkMetadata chunk, ByteBuffer statistics)
    {
        var pages = chunk.Pages;
        _thrift.BeginStruct();
        _thrift.BeginList(1, CompactType.True, pages.Count);
        pages.ForEach(page => _thrift.BoolElement(page.IsNull));
        _thrift.BeginList(2, CompactType.Binary, pages.Count);
        pages.ForEach(page => _thrift.BinaryElement(page.Lower is { } lower ? statistics.Written[lower] : []));
        _thrift.BeginList(3, CompactType.Binary, pages.Count);
        pages.ForEach(page => _thrift.BinaryElement(page.Upper is { } upper ? statistics.Written[upper] : []));
        _thrift.I32(4, (int)OrderOf(chunk, statistics.Written));
        _thrift.BeginList(5, CompactType.I64, pages.Count);
        pages.ForEach(page => _thrift.NumberElement(page.Nulls));
        _thrift.EndStruct();
    }

    /// <summary>Appends a chunk's offset index.</summary>
    public void WriteOffsets(ChunkMetadata chunk)
    {
        _thrift.BeginStruct();
        _thrift.BeginList(1, CompactType.Struct, chunk.Pages.Count);
        foreach (var page in chunk.Pages)
        {
            _thrift.BeginStruct();
            _thrift.I64(1, page.Offset);
            _thrift.I32(2, page.Bytes);
            _thrift.I64(3, page.FirstRow);
            _thrift.EndStruct();
        }

        _thrift.EndStruct();
    }

    // By the bytes that are written: of shortened texts only they are in order or not. Null pages do not count.
    private static BoundaryOrder OrderOf(ChunkMetadata chunk, ReadOnlySpan<byte> statistics)
    {
        var (isAscending, isDescending) = (true, true);
        PageMetadata? before = null;
        foreach (var page in chunk.Pages)
        {
            if (page.IsNull)
            {
                continue;
            }

            if (before is { } last)
            {
                var lower = Compare(chunk.Leaf.Type, statistics, last.Lower!.Value, page.Lower!.Value);
                var upper = Compare(chunk.Leaf.Type, statistics, last.Upper!.Value, page.Upper!.Value);
                isAscending &= lower <= 0 && upper <= 0;
                isDescending &= lower >= 0 && upper >= 0;
            }

            before = page;
        }

        return isAscending ? BoundaryOrder.Ascending : isDescending ? BoundaryOrder.Descending : BoundaryOrder.Unordered;
    }

    private static int Compare(PhysicalType type, ReadOnlySpan<byte> statistics, Range a, Range b) =>
        StatisticBytes.Compare(type, statistics[a], statistics[b]);
}
