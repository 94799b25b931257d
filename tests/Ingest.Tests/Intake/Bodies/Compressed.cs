using System.IO.Compression;

namespace Ingest.Tests.Intake.Bodies;

/// <summary>Compressed bodies by the names of their Content-Encoding; "raw" is deflate data without the zlib frame.</summary>
internal static class Compressed
{
    public static readonly string[] Names = ["gzip", "br", "deflate", "raw"];

    public static string Header(string name) => name == "raw" ? "deflate" : name;

    public static byte[] Compress(string name, byte[] bytes)
    {
        var output = new MemoryStream();
        using (var encoder = Open(name, output))
        {
            encoder.Write(bytes);
        }

        return output.ToArray();
    }

    /// <summary>So many spaces, compressed: a bomb when there are many.</summary>
    public static byte[] Spaces(string name, long count)
    {
        var output = new MemoryStream();
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)' ');
        using (var encoder = Open(name, output))
        {
            for (var rest = count; rest > 0; rest -= block.Length)
            {
                encoder.Write(block, 0, (int)Math.Min(rest, block.Length));
            }
        }

        return output.ToArray();
    }

    private static Stream Open(string name, Stream output) => name switch
    {
        "gzip" => new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true),
        "br" => new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true),
        "deflate" => new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true),
        "raw" => new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such coding."),
    };
}
