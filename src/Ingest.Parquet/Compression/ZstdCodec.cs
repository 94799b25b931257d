using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Compression;

/// <summary>Zstandard, by the system's library.</summary>
internal sealed unsafe class ZstdCodec(int level) : PageCodec
{
    private ZstdContext? _compressor;
    private ZstdContext? _decompressor;

    /// <inheritdoc/>
    public override int ParquetNumber => 6;

    /// <inheritdoc/>
    public override void Compress(ReadOnlySpan<byte> page, ByteBuffer output)
    {
        _compressor ??= new ZstdContext(isCompressor: true);
        var room = output.Reserve(checked((int)ZstdLibrary.CompressBound((nuint)page.Length)));
        nuint written;
        fixed (byte* from = page, into = room)
        {
            written = ZstdLibrary.Compress(_compressor, into, (nuint)room.Length, from, (nuint)page.Length, level);
        }

        if (ZstdLibrary.IsError(written) != 0)
        {
            throw new InvalidOperationException($"{ZstdLibrary.Name} cannot compress a page: {ZstdLibrary.Describe(written)}.");
        }

        output.Advance((int)written);
    }

    /// <inheritdoc/>
    public override void Decompress(ReadOnlySpan<byte> bytes, Span<byte> page, string part)
    {
        _decompressor ??= new ZstdContext(isCompressor: false);
        nuint written;
        // An empty page has no address; libzstd takes null with a length of 0.
        fixed (byte* from = bytes, into = page)
        {
            written = ZstdLibrary.Decompress(_decompressor, into, (nuint)page.Length, from, (nuint)bytes.Length);
        }

        if (ZstdLibrary.IsError(written) != 0)
        {
            throw ParquetException.Damaged(part, $"cannot be decompressed ({ZstdLibrary.Describe(written)})");
        }

        if (written != (nuint)page.Length)
        {
            throw ParquetException.Damaged(part, "has another length than its header says");
        }
    }

    /// <inheritdoc/>
    public override long LengthOf(ReadOnlySpan<byte> bytes, string part)
    {
        ulong length;
        fixed (byte* from = bytes)
        {
            length = ZstdLibrary.GetFrameContentSize(from, (nuint)bytes.Length);
        }

        return length < ZstdLibrary.ContentSizeUnknown
            ? (long)Math.Min(length, long.MaxValue)
            : throw ParquetException.Unsupported(part, "is no Zstandard frame that names its length");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _compressor?.Dispose();
            _decompressor?.Dispose();
        }
    }
}
