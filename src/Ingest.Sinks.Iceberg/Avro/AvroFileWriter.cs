using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Ingest.Sinks.Iceberg.Avro;

/// <summary>How a file's blocks are compressed.</summary>
internal enum AvroCodec
{
    /// <summary>Not at all.</summary>
    Null,

    /// <summary>Deflate, which every reader knows.</summary>
    Deflate,
}

/// <summary>Writes an Avro object container file in memory: encode a record, end it, and finish.</summary>
internal sealed class AvroFileWriter
{
    /// <summary>Key of the schema in a file's metadata.</summary>
    public const string SchemaKey = "avro.schema";

    /// <summary>Key of the compression in a file's metadata.</summary>
    public const string CodecKey = "avro.codec";

    /// <summary>Length of the marker between blocks, bytes.</summary>
    public const int MarkerLength = 16;

    // As other writers have it: a reader needs memory for one block.
    private const int BlockBytes = 64_000;

    private readonly AvroCodec _codec;
    private readonly byte[] _marker = RandomNumberGenerator.GetBytes(MarkerLength);
    private readonly AvroEncoder _file = new();
    private long _records;

    /// <summary>Begins a file.</summary>
    /// <param name="schema">The records' type, Avro's JSON.</param>
    /// <param name="metadata">What the file says of itself beside it.</param>
    /// <param name="codec">Compression of the blocks.</param>
    public AvroFileWriter(string schema, IReadOnlyDictionary<string, string> metadata, AvroCodec codec)
    {
        _codec = codec;
        _file.WriteFixed(Magic);
        KeyValuePair<string, string>[] own = [new(SchemaKey, schema), new(CodecKey, codec == AvroCodec.Deflate ? "deflate" : "null")];
        _file.WriteItems<KeyValuePair<string, string>>([.. own, .. metadata], static (encoder, entry) =>
        {
            encoder.WriteString(entry.Key);
            encoder.WriteBytes(Encoding.UTF8.GetBytes(entry.Value));
        });
        _file.WriteFixed(_marker);
    }

    /// <summary>First bytes of every file.</summary>
    public static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;

    /// <summary>Takes the fields of the next record.</summary>
    public AvroEncoder Record { get; } = new();

    /// <summary>Ends a record.</summary>
    public void EndRecord()
    {
        _records++;
        if (Record.Written.Length >= BlockBytes)
        {
            EndBlock();
        }
    }

    /// <summary>Ends the file: all its bytes.</summary>
    public byte[] Finish()
    {
        EndBlock();
        return _file.Written.ToArray();
    }

    private void EndBlock()
    {
        if (_records == 0)
        {
            return;
        }

        _file.WriteLong(_records);
        _file.WriteBytes(_codec == AvroCodec.Deflate ? Deflate(Record.Written.Span) : Record.Written.Span);
        _file.WriteFixed(_marker);
        Record.Clear();
        _records = 0;
    }

    private static byte[] Deflate(ReadOnlySpan<byte> block)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(block);
        }

        return compressed.ToArray();
    }
}
