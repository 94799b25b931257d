using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Compression;

/// <summary>Compresses and decompresses pages. One thread at a time: it keeps its memory from page to page.</summary>
internal abstract class PageCodec : IDisposable
{
    /// <summary>The codec's number in Parquet's metadata.</summary>
    public abstract int ParquetNumber { get; }

    /// <summary>Appends the compressed form of a page.</summary>
    public abstract void Compress(ReadOnlySpan<byte> page, ByteBuffer output);

    /// <summary>Fills a page from its compressed form.</summary>
    /// <exception cref="ParquetException">The bytes are damaged, or do not give as many.</exception>
    public abstract void Decompress(ReadOnlySpan<byte> bytes, Span<byte> page, string part);

    /// <summary>Bytes that a compressed form says it gives, which is held against the page's header before there is room made for them.</summary>
    /// <exception cref="ParquetException">It says nothing.</exception>
    public abstract long LengthOf(ReadOnlySpan<byte> bytes, string part);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives memory back that the collector does not see.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
