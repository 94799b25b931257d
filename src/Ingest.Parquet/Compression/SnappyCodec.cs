using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Compression;

/// <summary>Snappy's block format: a length, then literals and copies of what came before.</summary>
internal sealed class SnappyCodec : PageCodec
{
    private readonly SnappyEncoder _encoder = new();

    /// <inheritdoc/>
    public override int ParquetNumber => 1;

    /// <inheritdoc/>
    public override void Compress(ReadOnlySpan<byte> page, ByteBuffer output) => _encoder.Encode(page, output);

    /// <inheritdoc/>
    public override void Decompress(ReadOnlySpan<byte> bytes, Span<byte> page, string part) => SnappyDecoder.Decode(bytes, page, part);

    /// <inheritdoc/>
    public override long LengthOf(ReadOnlySpan<byte> bytes, string part) => SnappyDecoder.ReadLength(ref bytes, part);
}
