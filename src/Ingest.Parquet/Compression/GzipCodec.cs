using System.Buffers.Binary;
using System.IO.Compression;
using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Compression;

/// <summary>Gzip, by the framework.</summary>
internal sealed class GzipCodec(int level) : PageCodec
{
    private readonly MemoryStream _bytes = new();

    // Levels of zlib: 1 is the fastest, 9 the smallest.
    private readonly ZLibCompressionOptions _options = new() { CompressionLevel = Math.Clamp(level, 1, 9) };

    /// <inheritdoc/>
    public override int ParquetNumber => 2;

    /// <inheritdoc/>
    public override void Compress(ReadOnlySpan<byte> page, ByteBuffer output)
    {
        _bytes.SetLength(0);
        using (var gzip = new GZipStream(_bytes, _options, leaveOpen: true))
        {
            gzip.Write(page);
        }

        output.Add(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length));
    }

    /// <inheritdoc/>
    public override void Decompress(ReadOnlySpan<byte> bytes, Span<byte> page, string part)
    {
        _bytes.SetLength(0);
        _bytes.Write(bytes);
        _bytes.Position = 0;
        try
        {
            using var gzip = new GZipStream(_bytes, CompressionMode.Decompress, leaveOpen: true);
            var read = gzip.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
            if (read != page.Length || gzip.ReadByte() >= 0)
            {
                throw ParquetException.Damaged(part, "has another length than its header says");
            }
        }
        catch (InvalidDataException e)
        {
            throw new ParquetException(ParquetException.Damaged(part, "cannot be decompressed").Message, e);
        }
    }

    /// <inheritdoc/>
    public override long LengthOf(ReadOnlySpan<byte> bytes, string part)
    {
        // A member is 18 bytes at least; the last four are its length.
        const int bytesMin = 18;
        return bytes.Length >= bytesMin ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) : throw ParquetException.Damaged(part, "is too short to be gzip");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
        }
    }
}
