using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Compression;

/// <summary>No compression.</summary>
internal sealed class PlainCodec : PageCodec
{
    /// <inheritdoc/>
    public override int ParquetNumber => 0;

    /// <inheritdoc/>
    public override void Compress(ReadOnlySpan<byte> page, ByteBuffer output) => output.Add(page);

    /// <inheritdoc/>
    public override void Decompress(ReadOnlySpan<byte> bytes, Span<byte> page, string part)
    {
        if (bytes.Length != page.Length)
        {
            throw ParquetException.Damaged(part, "has another length than its header says");
        }

        bytes.CopyTo(page);
    }

    /// <inheritdoc/>
    public override long LengthOf(ReadOnlySpan<byte> bytes, string part) => bytes.Length;
}
