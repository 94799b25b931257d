using System.Buffers.Binary;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Reading;

/// <summary>What a file's footer says.</summary>
internal sealed class FooterReader
{
    private const int MagicBytes = 4;
    private const string Part = "the footer";

    private readonly List<SchemaElement> _elements = [];
    private readonly List<RowGroupPlace> _groups = [];
    private readonly Dictionary<string, string> _keyValues = [];
    private long _rows;

    private FooterReader()
    {
    }

    public IReadOnlyList<ColumnPlace> Columns { get; private set; } = [];

    public IReadOnlyList<RowGroupPlace> Groups => _groups;

    public IReadOnlyDictionary<string, string> KeyValues => _keyValues;

    public string CreatedBy { get; private set; } = "";

    /// <summary>Reads the footer of a whole file.</summary>
    public static FooterReader Read(ReadOnlySpan<byte> file)
    {
        const int tailBytes = sizeof(int) + MagicBytes;
        if (file.Length < MagicBytes + tailBytes || !file[..MagicBytes].SequenceEqual("PAR1"u8) || !file[^MagicBytes..].SequenceEqual("PAR1"u8))
        {
            throw ParquetException.Damaged("the file", "does not begin and end with PAR1: it is encrypted, cut off, or no Parquet file");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(file[^tailBytes..]);
        if (length < 0 || length > file.Length - MagicBytes - tailBytes)
        {
            throw ParquetException.Damaged(Part, "is longer than the file");
        }

        var footer = new FooterReader();
        var reader = new CompactReader(file[^(tailBytes + length)..^tailBytes], Part);
        footer.ReadFields(ref reader);
        footer.Columns = new SchemaTree(footer._elements).Read();
        footer.Check(file.Length);
        return footer;
    }

    private void ReadFields(ref CompactReader reader)
    {
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 2:
                    for (var left = reader.BeginList(type, CompactType.Struct); left > 0; left--)
                    {
                        _elements.Add(SchemaElement.Read(ref reader));
                    }

                    break;
                case 3:
                    _rows = reader.I64(type);
                    break;
                case 4:
                    for (var left = reader.BeginList(type, CompactType.Struct); left > 0; left--)
                    {
                        _groups.Add(ReadGroup(ref reader));
                    }

                    break;
                case 5:
                    for (var left = reader.BeginList(type, CompactType.Struct); left > 0; left--)
                    {
                        ReadKeyValue(ref reader);
                    }

                    break;
                case 6:
                    CreatedBy = reader.Text(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }

    private void ReadKeyValue(ref CompactReader reader)
    {
        var (key, value) = ("", "");
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: key = reader.Text(type); break;
                case 2: value = reader.Text(type); break;
                default: reader.Skip(type); break;
            }
        }

        _keyValues[key] = value;
    }

    private static RowGroupPlace ReadGroup(ref CompactReader reader)
    {
        var chunks = new List<ChunkPlace>();
        var rows = 0L;
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1:
                    for (var left = reader.BeginList(type, CompactType.Struct); left > 0; left--)
                    {
                        chunks.Add(ReadChunk(ref reader));
                    }

                    break;
                case 3:
                    rows = reader.I64(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new RowGroupPlace(rows, chunks);
    }

    private static ChunkPlace ReadChunk(ref CompactReader reader)
    {
        ChunkPlace? place = null;
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: throw ParquetException.Unsupported("a column chunk", "lies in another file");
                case 3 when type == CompactType.Struct: place = ReadMetadata(ref reader); break;
                default: reader.Skip(type); break;
            }
        }

        return place ?? throw ParquetException.Unsupported("a column chunk", "has no metadata in the footer");
    }

    private static ChunkPlace ReadMetadata(ref CompactReader reader)
    {
        var (kind, codec, entries, bytes, data, dictionary) = (-1, -1, -1L, -1L, -1L, long.MaxValue);
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: kind = reader.I32(type); break;
                case 4: codec = reader.I32(type); break;
                case 5: entries = reader.I64(type); break;
                case 7: bytes = reader.I64(type); break;
                case 9: data = reader.I64(type); break;
                case 11: dictionary = reader.I64(type); break;
                default: reader.Skip(type); break;
            }
        }

        return new ChunkPlace(kind, codec, entries, Math.Min(data, dictionary), bytes);
    }

    private void Check(int fileBytes)
    {
        var leaves = Columns.SelectMany(column => Leaf.Of(column.Schema)).ToArray();
        foreach (var group in _groups)
        {
            if (group.Rows < 0 || group.Rows > int.MaxValue || group.Chunks.Count != leaves.Length)
            {
                throw ParquetException.Damaged(Part, "has a row group with another number of columns than the schema, or an impossible number of rows");
            }

            for (var i = 0; i < leaves.Length; i++)
            {
                var chunk = group.Chunks[i];
                var isPlaced = chunk.Offset >= MagicBytes && chunk.Bytes >= 0 && chunk.Offset <= fileBytes && chunk.Bytes <= fileBytes - chunk.Offset;
                if (!isPlaced || chunk.Type != (int)leaves[i].Type || chunk.Entries < 0 || (leaves[i].RepetitionMax == 0 && chunk.Entries != group.Rows))
                {
                    throw ParquetException.Damaged(Part, $"says of a chunk of the column {leaves[i].Name} what cannot be");
                }
            }
        }

        if (_rows < 0 || _rows != _groups.Sum(group => group.Rows))
        {
            throw ParquetException.Damaged(Part, "has another number of rows than its row groups");
        }
    }
}
