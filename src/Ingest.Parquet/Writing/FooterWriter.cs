using Ingest.Parquet.Buffers;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Writing;

/// <summary>Writes a file's metadata: schema, row groups, keys.</summary>
internal sealed class FooterWriter(ByteBuffer output, int codec)
{
    private const int FormatVersion = 2;
    private const string IcebergKey = "iceberg.schema";

    private static readonly string CreatedBy = $"ingest version {typeof(FooterWriter).Assembly.GetName().Version?.ToString(3)} (build .NET)";

    private readonly CompactWriter _thrift = new(output);

    /// <summary>Appends the metadata.</summary>
    public void Write(RecordSchema schema, IReadOnlyList<RowGroupMetadata> groups, ByteBuffer statistics)
    {
        _thrift.BeginStruct();
        _thrift.I32(1, FormatVersion);
        var leaves = new SchemaWriter(_thrift).Write(schema);
        _thrift.I64(3, groups.Sum(group => (long)group.Rows));
        _thrift.BeginList(4, CompactType.Struct, groups.Count);
        for (var i = 0; i < groups.Count; i++)
        {
            WriteGroup(groups[i], i, statistics);
        }

        if (schema.IcebergJson is { } json)
        {
            _thrift.BeginList(5, CompactType.Struct, 1);
            _thrift.BeginStruct();
            _thrift.Text(1, IcebergKey);
            _thrift.Text(2, json);
            _thrift.EndStruct();
        }

        _thrift.Text(6, CreatedBy);
        // Without this readers may not use the bounds of texts and UUIDs.
        _thrift.BeginList(7, CompactType.Struct, leaves);
        for (var i = 0; i < leaves; i++)
        {
            _thrift.BeginStruct();
            _thrift.EmptyStruct(1);
            _thrift.EndStruct();
        }

        _thrift.EndStruct();
    }

    private void WriteGroup(RowGroupMetadata group, int ordinal, ByteBuffer statistics)
    {
        _thrift.BeginStruct();
        _thrift.BeginList(1, CompactType.Struct, group.Chunks.Count);
        foreach (var chunk in group.Chunks)
        {
            WriteChunk(chunk, statistics);
        }

        _thrift.I64(2, group.Chunks.Sum(chunk => chunk.UncompressedBytes));
        _thrift.I64(3, group.Rows);
        _thrift.I64(5, group.Offset);
        _thrift.I64(6, group.Chunks.Sum(chunk => chunk.CompressedBytes));
        if (ordinal <= short.MaxValue)
        {
            _thrift.I16(7, (short)ordinal);
        }

        _thrift.EndStruct();
    }

    private void WriteChunk(ChunkMetadata chunk, ByteBuffer statistics)
    {
        _thrift.BeginStruct();
        _thrift.I64(2, chunk.Offset);
        _thrift.BeginStruct(3);
        WriteMetadata(chunk, statistics);
        _thrift.EndStruct();
        _thrift.I64(4, chunk.OffsetIndex.Offset);
        _thrift.I32(5, chunk.OffsetIndex.Length);
        if (chunk.HasColumnIndex)
        {
            _thrift.I64(6, chunk.ColumnIndex.Offset);
            _thrift.I32(7, chunk.ColumnIndex.Length);
        }

        _thrift.EndStruct();
    }

    private void WriteMetadata(ChunkMetadata chunk, ByteBuffer statistics)
    {
        var hasDictionary = chunk.Encoding == ValueEncoding.RleDictionary;
        _thrift.I32(1, (int)chunk.Leaf.Type);
        WriteEncodings(chunk);
        _thrift.BeginList(3, CompactType.Binary, chunk.Leaf.Path.Count);
        foreach (var name in chunk.Leaf.Path)
        {
            _thrift.TextElement(name);
        }

        _thrift.I32(4, codec);
        _thrift.I64(5, chunk.Entries);
        _thrift.I64(6, chunk.UncompressedBytes);
        _thrift.I64(7, chunk.CompressedBytes);
        _thrift.I64(9, chunk.DataOffset);
        if (hasDictionary)
        {
            _thrift.I64(11, chunk.Offset);
        }

        WriteStatistics(chunk, statistics);
        WriteEncodingStatistics(chunk, hasDictionary);
        if (chunk.BloomFilter is var (offset, length))
        {
            _thrift.I64(14, offset);
            _thrift.I32(15, length);
        }
    }

    private void WriteEncodings(ChunkMetadata chunk)
    {
        int[] encodings = chunk.Encoding == ValueEncoding.RleDictionary
            ? [(int)ValueEncoding.Plain, (int)ValueEncoding.Rle, (int)ValueEncoding.RleDictionary]
            : [(int)chunk.Encoding, (int)ValueEncoding.Rle];
        _thrift.BeginList(2, CompactType.I32, encodings.Length);
        foreach (var encoding in encodings)
        {
            _thrift.NumberElement(encoding);
        }
    }

    // The members min and max, 1 and 2, are left out: their order is not defined.
    private void WriteStatistics(ChunkMetadata chunk, ByteBuffer statistics)
    {
        _thrift.BeginStruct(12);
        _thrift.I64(3, chunk.Nulls);
        if (chunk is { Upper: { } upper, Lower: { } lower })
        {
            _thrift.Binary(5, statistics.Written[upper]);
            _thrift.Binary(6, statistics.Written[lower]);
            _thrift.Bool(7, chunk.IsUpperExact);
            _thrift.Bool(8, chunk.IsLowerExact);
        }

        _thrift.EndStruct();
    }

    private void WriteEncodingStatistics(ChunkMetadata chunk, bool hasDictionary)
    {
        _thrift.BeginList(13, CompactType.Struct, hasDictionary ? 2 : 1);
        if (hasDictionary)
        {
            WriteEncodingStatistic(page: 2, ValueEncoding.Plain, 1);
        }

        WriteEncodingStatistic(page: 0, chunk.Encoding, chunk.Pages.Count);
    }

    private void WriteEncodingStatistic(int page, ValueEncoding encoding, int count)
    {
        _thrift.BeginStruct();
        _thrift.I32(1, page);
        _thrift.I32(2, (int)encoding);
        _thrift.I32(3, count);
        _thrift.EndStruct();
    }
}
