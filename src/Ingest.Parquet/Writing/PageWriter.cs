using Ingest.Parquet.Buffers;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Writing;

/// <summary>
/// Appends pages to a chunk: header, checksum, compressed bytes. Data pages are of version 1, whose levels are compressed with the values: all readers know
/// it, and bits of columns that are mostly empty shrink to nothing.
/// </summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class PageWriter
{
    private const int DataPage = 0;
    private const int DictionaryPage = 2;

    private readonly ByteBuffer _compressed = new();
    private readonly CompactWriter _thrift;

    /// <summary>A writer of an empty chunk.</summary>
    public PageWriter() => _thrift = new CompactWriter(Chunk);

    /// <summary>The chunk's bytes.</summary>
    public ByteBuffer Chunk { get; } = new();

    /// <summary>The page that is being filled: levels and values.</summary>
    public ByteBuffer Page { get; } = new();

    /// <summary>Bytes of the chunk's pages before compression, with headers.</summary>
    public long UncompressedBytes { get; private set; }

    /// <summary>Begins a chunk.</summary>
    public void Clear()
    {
        Chunk.Clear();
        Page.Clear();
        UncompressedBytes = 0;
    }

    /// <summary>Gives back what single large values took.</summary>
    public void Trim(int keepBytesMax)
    {
        Chunk.Clear(keepBytesMax);
        Page.Clear(keepBytesMax);
        _compressed.Clear(keepBytesMax);
    }

    /// <summary>Appends the filled page as a dictionary.</summary>
    public void AddDictionary(int entries, PageCodec codec)
    {
        var start = BeginPage(DictionaryPage, codec);
        _thrift.BeginStruct(7);
        _thrift.I32(1, entries);
        _thrift.I32(2, (int)ValueEncoding.Plain);
        _thrift.EndStruct();
        EndPage(start);
    }

    /// <summary>Appends the filled page as one of data.</summary>
    public void AddData(int entries, ValueEncoding encoding, PageCodec codec)
    {
        var start = BeginPage(DataPage, codec);
        _thrift.BeginStruct(5);
        _thrift.I32(1, entries);
        _thrift.I32(2, (int)encoding);
        _thrift.I32(3, (int)ValueEncoding.Rle);
        _thrift.I32(4, (int)ValueEncoding.Rle);
        _thrift.EndStruct();
        EndPage(start);
    }

    private int BeginPage(int type, PageCodec codec)
    {
        _compressed.Clear();
        codec.Compress(Page.Written, _compressed);
        var start = Chunk.Length;
        _thrift.BeginStruct();
        _thrift.I32(1, type);
        _thrift.I32(2, Page.Length);
        _thrift.I32(3, _compressed.Length);
        _thrift.I32(4, unchecked((int)Crc32.Of(_compressed.Written)));
        return start;
    }

    private void EndPage(int start)
    {
        _thrift.EndStruct();
        UncompressedBytes += Chunk.Length - start + Page.Length;
        Chunk.Add(_compressed.Written);
        Page.Clear();
    }
}
