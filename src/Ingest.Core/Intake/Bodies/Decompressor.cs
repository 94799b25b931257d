using System.Buffers;
using System.IO.Compression;

namespace Ingest.Core.Intake.Bodies;

/// <summary>Decompresses a body into a rented array that never grows past the limit, whatever the body claims to hold.</summary>
internal static class Decompressor
{
    // What is left of a gzip trailer that lacks its last bytes is longer than this only when there is no trailer at all.
    private const int GzipZeros = 8;
    private const int FirstBytesMin = 4 * 1024;
    private const int UsualRatio = 4;

    /// <summary>The decompressed body; empty when the data is corrupt or cut short, refused when it is longer than the limit or the budget is spent.</summary>
    public static RequestBody Decompress(in ReadOnlySequence<byte> bytes, BodyCoding coding, in BodyLimit limit)
    {
        var source = new CompressedSource(bytes, coding == BodyCoding.Gzip ? GzipZeros : 0);
        using var decoder = Open(source, bytes, coding);
        var bytesMax = (int)Math.Min(limit.BytesMax, Array.MaxLength);
        var rented = ArrayPool<byte>.Shared.Rent((int)Math.Min(bytesMax, Math.Max(FirstBytesMin, bytes.Length * UsualRatio)));
        try
        {
            var length = Fill(decoder, ref rented, bytesMax, limit);
            if (length >= 0 && length <= bytesMax && !source.RanDry)
            {
                return RequestBody.Rented(rented, length);
            }

            ArrayPool<byte>.Shared.Return(rented);
            return length < 0 ? RequestBody.Refused(RejectionReason.Overloaded)
                : length > bytesMax ? RequestBody.Refused(RejectionReason.TooLarge)
                : RequestBody.Unreadable;
        }
        catch (Exception e) when (e is InvalidDataException or IOException || (e is InvalidOperationException && coding == BodyCoding.Brotli))
        {
            // Corrupt data: the brotli decoder says so with an exception that elsewhere would mean a fault of ours.
            ArrayPool<byte>.Shared.Return(rented);
            return RequestBody.Unreadable;
        }
    }

    // Returns the length; one more than the limit when there is more; -1 when the budget is spent.
    private static int Fill(Stream decoder, ref byte[] rented, int bytesMax, in BodyLimit limit)
    {
        var length = 0;
        while (limit.TryCover(Math.Min(rented.Length, bytesMax)))
        {
            var read = decoder.Read(rented, length, Math.Min(rented.Length, bytesMax) - length);
            length += read;
            if (read == 0)
            {
                return length;
            }

            if (length == bytesMax)
            {
                return decoder.ReadByte() < 0 ? bytesMax : bytesMax + 1;
            }

            if (length == rented.Length)
            {
                Grow(ref rented, bytesMax);
            }
        }

        return -1;
    }

    private static void Grow(ref byte[] rented, int bytesMax)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(bytesMax, rented.Length * 2L));
        rented.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(rented);
        rented = larger;
    }

    private static Stream Open(CompressedSource source, in ReadOnlySequence<byte> bytes, BodyCoding coding) => coding switch
    {
        BodyCoding.Gzip => new GZipStream(source, CompressionMode.Decompress),
        BodyCoding.Brotli => new BrotliStream(source, CompressionMode.Decompress),
        BodyCoding.Deflate when HasZlibHeader(bytes) => new ZLibStream(source, CompressionMode.Decompress),
        BodyCoding.Deflate => new DeflateStream(source, CompressionMode.Decompress),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "Not a compression."),
    };

    // RFC 1950 §2.2. Raw deflate data that began so would be a stored block with padding bits set, which no encoder writes.
    private static bool HasZlibHeader(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> header = stackalloc byte[2];
        if (bytes.Length < header.Length)
        {
            return false;
        }

        bytes.Slice(0, header.Length).CopyTo(header);
        return (header[0] & 0x0F) == 8 && header[0] >> 4 <= 7 && ((header[0] << 8) | header[1]) % 31 == 0;
    }
}
