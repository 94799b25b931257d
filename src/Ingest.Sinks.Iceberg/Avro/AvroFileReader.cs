using System.IO.Compression;
using System.Text;

namespace Ingest.Sinks.Iceberg.Avro;

/// <summary>Reads an Avro object container file by the schema that its writer has put into it.</summary>
internal sealed class AvroFileReader
{
    // A writer ends a block at some 64 KB; a block may be longer by one record only.
    private const int BlockBytesMax = 64 * 1024 * 1024;
    private const long FileBytesMax = 512L * 1024 * 1024;

    private readonly string _file;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ReadOnlyMemory<byte> _marker;
    private readonly int _headerLength;
    private readonly bool _isDeflated;

    private AvroFileReader(string file, ReadOnlyMemory<byte> bytes)
    {
        _file = file;
        _bytes = bytes;
        if (!bytes.Span.StartsWith(AvroFileWriter.Magic))
        {
            throw new IcebergException($"{file} is no Avro file.");
        }

        var header = new AvroDecoder(file, bytes[AvroFileWriter.Magic.Length..]);
        Metadata = ReadMetadata(header);
        _marker = header.Take(AvroFileWriter.MarkerLength).ToArray();
        _headerLength = AvroFileWriter.Magic.Length + header.Position;
        _isDeflated = IsDeflated(file, Metadata);
        Schema = Metadata.TryGetValue(AvroFileWriter.SchemaKey, out var schema)
            ? AvroSchemaParser.Parse(file, schema)
            : throw new IcebergException($"The Avro file {file} has no schema.");
    }

    /// <summary>What the file says of itself.</summary>
    public IReadOnlyDictionary<string, byte[]> Metadata { get; }

    /// <summary>Type of the records.</summary>
    public AvroSchema Schema { get; }

    /// <summary>Reads the head of a file.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="bytes">All its bytes.</param>
    /// <exception cref="IcebergException">It is no Avro file, or one that this program cannot read.</exception>
    public static AvroFileReader Open(string file, ReadOnlyMemory<byte> bytes) => new(file, bytes);

    /// <summary>What the file says of itself under this key; null for nothing.</summary>
    public string? Text(string key) => Metadata.TryGetValue(key, out var value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>The records, block by block.</summary>
    /// <exception cref="IcebergException">A block is broken.</exception>
    public IEnumerable<object?> Read()
    {
        var blocks = new AvroDecoder(_file, _bytes[_headerLength..]);
        var bytesLeft = FileBytesMax;
        while (blocks.Left > 0)
        {
            var (count, block) = NextBlock(blocks);
            bytesLeft -= block.Length;
            if (bytesLeft < 0)
            {
                throw blocks.Fault($"it is longer than {FileBytesMax} bytes when it is decompressed");
            }

            var decoder = new AvroDecoder(_file, block);
            for (; count > 0; count--)
            {
                yield return decoder.Read(Schema);
            }

            if (decoder.Left > 0)
            {
                throw decoder.Fault($"{decoder.Left} bytes are left over behind the records");
            }
        }
    }

    private (long Count, ReadOnlyMemory<byte> Block) NextBlock(AvroDecoder blocks)
    {
        var count = blocks.ReadLong();
        var length = blocks.ReadLong();
        var start = _headerLength + blocks.Position;
        blocks.Take(length);
        if (count < 0)
        {
            throw blocks.Fault($"a block has {count} records");
        }

        if (!blocks.Take(AvroFileWriter.MarkerLength).SequenceEqual(_marker.Span))
        {
            throw blocks.Fault("a block does not end with the file's marker");
        }

        var block = _bytes.Slice(start, (int)length);
        return (count, _isDeflated ? Inflate(block, blocks) : block);
    }

    private static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> block, AvroDecoder blocks)
    {
        try
        {
            using var inflated = new MemoryStream();
            using var deflate = new DeflateStream(new MemoryStream(block.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[64 * 1024];
            for (var read = deflate.Read(buffer); read > 0; read = deflate.Read(buffer))
            {
                inflated.Write(buffer.AsSpan(0, read));
                if (inflated.Length > BlockBytesMax)
                {
                    throw blocks.Fault($"a block is longer than {BlockBytesMax} bytes when it is decompressed");
                }
            }

            return inflated.GetBuffer().AsMemory(0, (int)inflated.Length);
        }
        catch (InvalidDataException fault)
        {
            throw blocks.Fault($"a block cannot be decompressed ({fault.Message})");
        }
    }

    private static Dictionary<string, byte[]> ReadMetadata(AvroDecoder header)
    {
        var metadata = (Dictionary<string, object?>)header.Read(new AvroSchema(AvroKind.Map) { Items = new AvroSchema(AvroKind.Bytes) })!;
        return metadata.ToDictionary(entry => entry.Key, entry => (byte[])entry.Value!, StringComparer.Ordinal);
    }

    private static bool IsDeflated(string file, IReadOnlyDictionary<string, byte[]> metadata) =>
        (metadata.TryGetValue(AvroFileWriter.CodecKey, out var codec) ? Encoding.UTF8.GetString(codec) : "null") switch
        {
            "null" => false,
            "deflate" => true,
            var other => throw new IcebergException(
                $"The Avro file {file} is compressed with {other}; this program reads deflate and files without compression. "
                + "Remedy: set the table property write.manifest.compression-codec to gzip and let the engine that wrote the file rewrite the table's manifests."),
        };
}
