using System.IO.Compression;
using Ingest.ClickHouse.Embedded.Native;
using Microsoft.AspNetCore.Http;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>The body of a request, decompressed, and its way into a memory file within a limit.</summary>
internal static class RequestBody
{
    public static Stream Open(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
        var other => throw new EngineFaultException(89, $"Unknown compression method {other}: gzip, br and deflate are read. (UNKNOWN_COMPRESSION_METHOD)"),
    };

    /// <exception cref="EngineFaultException">There are more bytes than the limit, or they cannot be decompressed.</exception>
    public static async Task CopyRowsAsync(ReadOnlyMemory<byte> first, Stream rest, MemoryFile file, long bytesMax, CancellationToken cancellation)
    {
        await file.Stream.WriteAsync(first, cancellation);
        var buffer = new byte[128 << 10];
        long total = first.Length;
        try
        {
            for (var read = await rest.ReadAsync(buffer, cancellation); read > 0; read = await rest.ReadAsync(buffer, cancellation))
            {
                total += read;
                if (total > bytesMax)
                    throw new EngineFaultException(229, $"The rows of one insert exceed {bytesMax} bytes (InsertBytesMax). Send smaller inserts. (QUERY_IS_TOO_LARGE)");
                await file.Stream.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        catch (InvalidDataException broken)
        {
            throw new EngineFaultException(117, $"The body cannot be decompressed: {broken.Message} (INCORRECT_DATA)");
        }
    }
}
