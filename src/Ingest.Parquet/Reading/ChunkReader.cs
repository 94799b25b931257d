using Ingest.Core.Buffers;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Reading;

/// <summary>Reads column chunks page by page: checksum, decompression, levels, values.</summary>
internal sealed class ChunkReader : IDisposable
{
    // More than any page that is written here; a forged header takes no more memory than this.
    private const int PageBytesMax = 1 << 30;

    private readonly Dictionary<int, PageCodec> _codecs = [];
    private readonly ByteBuffer _page = new();
    private int[] _repetitions = [];
    private int[] _definitions = [];

    /// <summary>Appends a chunk's values to a column.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">Where the chunk lies.</param>
    /// <param name="leaf">The column as the file has it.</param>
    /// <param name="into">Takes the values.</param>
    /// <param name="levels">Takes the levels of a map's pairs, repetition and definition; null for a column that is no map.</param>
    public void Read(ReadOnlySpan<byte> file, ChunkPlace place, Leaf leaf, Column into, ColumnBuffer<(byte Repetition, byte Definition)>? levels)
    {
        var part = $"the column {leaf.Name} at byte {place.Offset}";
        var codec = CodecOf(place.Codec, part);
        var sink = SinkOf(into);
        var bytes = file.Slice((int)place.Offset, (int)place.Bytes);
        var entries = 0L;
        while (!bytes.IsEmpty)
        {
            var reader = new CompactReader(bytes, part);
            var header = PageHeader.Read(ref reader, part);
            bytes = bytes[reader.Position..];
            if (header.CompressedBytes > bytes.Length || (!header.IsDictionary && header.Entries > place.Entries - entries))
            {
                throw ParquetException.Damaged(part, "has a page that is longer than its chunk");
            }

            Unpack(bytes[..header.CompressedBytes], header, codec, part);
            bytes = bytes[header.CompressedBytes..];
            if (header.IsDictionary)
            {
                sink.ReadDictionary(_page.Written, header.Entries, part);
                continue;
            }

            entries += header.Entries;
            ReadData(header, leaf, sink, levels, part);
        }

        if (entries != place.Entries)
        {
            throw ParquetException.Damaged(part, "has fewer values than the footer says");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var codec in _codecs.Values)
        {
            codec.Dispose();
        }
    }

    private void Unpack(ReadOnlySpan<byte> bytes, PageHeader header, PageCodec codec, string part)
    {
        if (header.Checksum is { } checksum && unchecked((uint)checksum) != Crc32.Of(bytes))
        {
            throw ParquetException.Damaged(part, "has a page whose checksum is wrong");
        }

        if (header.UncompressedBytes > PageBytesMax || codec.LengthOf(bytes, part) != header.UncompressedBytes)
        {
            throw ParquetException.Damaged(part, "has a page of another length than its header says");
        }

        _page.Clear();
        codec.Decompress(bytes, _page.Reserve(header.UncompressedBytes)[..header.UncompressedBytes], part);
        _page.Advance(header.UncompressedBytes);
    }

    private void ReadData(PageHeader header, Leaf leaf, ValueSink sink, ColumnBuffer<(byte Repetition, byte Definition)>? levels, string part)
    {
        var bytes = _page.Written;
        var repetitions = ReadLevels(ref bytes, header.Entries, leaf.RepetitionMax, ref _repetitions, part);
        var definitions = ReadLevels(ref bytes, header.Entries, leaf.DefinitionMax, ref _definitions, part);
        var present = leaf.DefinitionMax == 0 ? header.Entries : definitions.Count(leaf.DefinitionMax);
        sink.ReadPage(bytes, present, header.Encoding, part);
        var absent = leaf.Schema.IsRequired ? -1 : leaf.DefinitionMax - 1;
        for (var i = 0; i < header.Entries; i++)
        {
            var definition = leaf.DefinitionMax == 0 ? 0 : definitions[i];
            if (definition == leaf.DefinitionMax)
            {
                sink.AddNext();
            }
            else if (definition == absent)
            {
                AddNull(sink, leaf);
            }

            levels?.Add(((byte)repetitions[i], (byte)definition));
        }
    }

    private static void AddNull(ValueSink sink, Leaf leaf)
    {
        try
        {
            sink.AddNull();
        }
        catch (InvalidOperationException e)
        {
            throw new ParquetException($"The Parquet file has no value in a row of the column {leaf.Name}, where one is required. Read it with a schema in which the column is optional.", e);
        }
    }

    private static ReadOnlySpan<int> ReadLevels(ref ReadOnlySpan<byte> bytes, int count, int max, ref int[] room, string part)
    {
        if (max == 0)
        {
            return [];
        }

        var length = bytes.Length < sizeof(int) ? -1 : System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || length > bytes.Length - sizeof(int))
        {
            throw ParquetException.Damaged(part, "has levels beyond the end of a page");
        }

        if (room.Length < count)
        {
            room = new int[count];
        }

        var levels = room.AsSpan(0, count);
        HybridDecoder.Decode(bytes.Slice(sizeof(int), length), HybridEncoder.Width(max + 1), levels, part);
        if (levels.ContainsAnyExceptInRange(0, max))
        {
            throw ParquetException.Damaged(part, "has levels that its schema does not have");
        }

        bytes = bytes[(sizeof(int) + length)..];
        return levels;
    }

    private PageCodec CodecOf(int number, string part)
    {
        if (!_codecs.TryGetValue(number, out var codec))
        {
            codec = PageCodecs.Find(number, part);
            _codecs.Add(number, codec);
        }

        return codec;
    }

    private static ValueSink SinkOf(Column column) => column switch
    {
        TextColumn texts => new TextSink(texts),
        FixedColumn<byte> values => new BooleanSink(values),
        FixedColumn<int> values => new FixedSink<int, NumberType<int>>(values),
        FixedColumn<long> values => new FixedSink<long, NumberType<long>>(values),
        FixedColumn<double> values => new FixedSink<double, DoubleType>(values),
        FixedColumn<Guid> values => new FixedSink<Guid, UuidType>(values),
        _ => throw new ArgumentException($"The column {column.Schema.Name} holds no values.", nameof(column)),
    };
}
