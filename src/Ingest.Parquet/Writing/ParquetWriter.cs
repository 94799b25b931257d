using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Filters;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Writing;

/// <summary>
/// Writes one Parquet file. The stream is only appended to, a column chunk at a time, and stays open. One thread at a time; a writer whose write failed is of no
/// further use.
/// </summary>
/// <remarks>Hot path: no allocation per row.</remarks>
public sealed class ParquetWriter : IDisposable
{
    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    private readonly Stream _output;
    private readonly RecordSchema _schema;
    private readonly PageCodec _codec;
    private readonly ChunkScratch _scratch;
    private readonly ChunkWriter _chunks;
    private readonly RowGroupSplitter _splitter;
    private readonly IReadOnlyList<Leaf>[] _leaves;
    private readonly Dictionary<int, LeafSummary> _summaries;
    private readonly List<RowGroupMetadata> _groups = [];
    private readonly ByteBuffer _tail = new();
    private long _offset;
    private bool _isClosed;

    /// <summary>Begins a file.</summary>
    /// <exception cref="ArgumentException">No file can carry the schema, or an option is out of range.</exception>
    /// <exception cref="NotSupportedException">The system does not have the compression; the message says what to do.</exception>
    public ParquetWriter(Stream output, RecordSchema schema, ParquetOptions options)
    {
        ParquetOptions.Require(options);
        SchemaCheck.Require(schema);
        (_output, _schema) = (output, schema);
        _codec = PageCodecs.Create(options.Compression, options.CompressionLevel);
        _scratch = ChunkScratch.Rent();
        _chunks = new ChunkWriter(options, _codec, _scratch);
        _splitter = new RowGroupSplitter(options);
        _leaves = [.. schema.Columns.Select(Leaf.Of)];
        _summaries = _leaves.SelectMany(leaves => leaves).ToDictionary(leaf => leaf.Schema.FieldId, leaf => new LeafSummary(leaf.Schema));
    }

    /// <summary>Writes a range of a batch's rows, as one row group or several.</summary>
    /// <exception cref="ArgumentException">The batch is of another schema, or has not as many rows.</exception>
    public async ValueTask WriteAsync(RecordBatch batch, int start, int count, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, batch.RowCount - start);
        if (!ReferenceEquals(batch.Schema, _schema) && !batch.Schema.Columns.SequenceEqual(_schema.Columns))
        {
            throw new ArgumentException("The batch is of another schema than the file.", nameof(batch));
        }

        for (var end = start + count; start < end;)
        {
            var rows = _splitter.Next(batch, start, end - start);
            await WriteGroupAsync(batch, start, rows, cancellationToken);
            start += rows;
        }
    }

    /// <summary>Writes the page index and the footer, and tells what the file holds.</summary>
    public async ValueTask<ParquetFile> FinishAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _tail.Clear();
        if (_offset == 0)
        {
            _tail.Add(Magic);
        }

        WriteIndexes();
        var footer = _tail.Length;
        new FooterWriter(_tail, _codec.ParquetNumber).Write(_schema, _groups, _chunks.Statistics);
        _tail.AddInt32(_tail.Length - footer);
        _tail.Add(Magic);
        await AppendAsync(_tail, cancellationToken);
        Dispose();
        return new ParquetFile(_groups.Sum(group => (long)group.Rows), _offset, [.. _groups.Select(group => group.Offset)], _summaries);
    }

    /// <summary>Gives the memory back. A file that is not finished is of no use.</summary>
    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _codec.Dispose();
            ChunkScratch.Return(_scratch);
        }
    }

    private async ValueTask WriteGroupAsync(RecordBatch batch, int start, int count, CancellationToken cancellationToken)
    {
        if (_offset == 0)
        {
            _tail.Add(Magic);
            await AppendAsync(_tail, cancellationToken);
        }

        var offset = _offset;
        var chunks = new List<ChunkMetadata>();
        var filters = new List<(ChunkMetadata Chunk, BloomFilter Filter)>();
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            foreach (var leaf in _leaves[i])
            {
                var chunk = _chunks.Write(leaf, batch.Columns[i], (start, count), _offset, out var totals);
                _summaries[leaf.Schema.FieldId].Add(totals);
                chunks.Add(chunk);
                if (_chunks.Filter is { } filter)
                {
                    filters.Add((chunk, filter));
                }

                await AppendAsync(_chunks.Chunk, cancellationToken);
            }
        }

        _groups.Add(new RowGroupMetadata(count, offset, chunks));
        foreach (var (chunk, filter) in filters)
        {
            _tail.Clear();
            WriteFilter(filter);
            chunk.BloomFilter = (_offset, _tail.Length);
            await AppendAsync(_tail, cancellationToken);
        }
    }

    private void WriteFilter(BloomFilter filter)
    {
        var thrift = new CompactWriter(_tail);
        thrift.BeginStruct();
        thrift.I32(1, filter.Bytes.Length);
        // Split block, xxHash64, uncompressed: the only choices that there are.
        for (short field = 2; field <= 4; field++)
        {
            thrift.BeginStruct(field);
            thrift.EmptyStruct(1);
            thrift.EndStruct();
        }

        thrift.EndStruct();
        _tail.Add(filter.Bytes);
    }

    private void WriteIndexes()
    {
        var writer = new PageIndexWriter(_tail);
        foreach (var chunk in _groups.SelectMany(group => group.Chunks).Where(chunk => chunk.HasColumnIndex))
        {
            var start = _tail.Length;
            writer.WriteBounds(chunk, _chunks.Statistics);
            chunk.ColumnIndex = (_offset + start, _tail.Length - start);
        }

        foreach (var chunk in _groups.SelectMany(group => group.Chunks))
        {
            var start = _tail.Length;
            writer.WriteOffsets(chunk);
            chunk.OffsetIndex = (_offset + start, _tail.Length - start);
        }
    }

    private async ValueTask AppendAsync(ByteBuffer bytes, CancellationToken cancellationToken)
    {
        await _output.WriteAsync(bytes.WrittenMemory, cancellationToken);
        _offset += bytes.Length;
    }
}
