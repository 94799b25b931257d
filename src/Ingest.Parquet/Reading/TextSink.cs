using System.Buffers.Binary;
using System.Text.Unicode;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Encodings;

namespace Ingest.Parquet.Reading;

/// <summary>Appends texts.</summary>
internal sealed class TextSink(TextColumn column) : ValueSink
{
    private readonly ByteBuffer _dictionaryBytes = new();
    private readonly ByteBuffer _pageBytes = new();
    private Range[] _dictionary = [];
    private Range[] _page = [];
    private int _entries;
    private int _next;
    private bool _isByDictionary;

    /// <inheritdoc/>
    public override void ReadDictionary(ReadOnlySpan<byte> bytes, int count, string part)
    {
        _entries = count;
        Split(bytes, count, _dictionaryBytes, ref _dictionary, part);
    }

    /// <inheritdoc/>
    public override void ReadPage(ReadOnlySpan<byte> bytes, int count, ValueEncoding encoding, string part)
    {
        _next = 0;
        _isByDictionary = encoding is ValueEncoding.RleDictionary or ValueEncoding.PlainDictionary;
        if (!_isByDictionary && encoding != ValueEncoding.Plain)
        {
            throw Unsupported(encoding, part);
        }

        if (!_isByDictionary)
        {
            Split(bytes, count, _pageBytes, ref _page, part);
            return;
        }

        var indexes = new int[count];
        ReadIndexes(bytes, indexes, _entries, part);
        _page = Room(_page, count);
        for (var i = 0; i < count; i++)
        {
            _page[i] = _dictionary[indexes[i]];
        }
    }

    /// <inheritdoc/>
    public override void AddNext() => column.Add((_isByDictionary ? _dictionaryBytes : _pageBytes).Written[_page[_next++]]);

    /// <inheritdoc/>
    public override void AddNull() => column.AddNull();

    private static void Split(ReadOnlySpan<byte> bytes, int count, ByteBuffer copy, ref Range[] texts, string part)
    {
        // Every text has a length of four bytes before it.
        if (count > bytes.Length / sizeof(int))
        {
            throw ParquetException.Damaged(part, "has fewer values than its header says");
        }

        texts = Room(texts, count);
        copy.Clear();
        copy.Add(bytes);
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            var length = bytes.Length - at < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            at += sizeof(int);
            if (length < 0 || length > bytes.Length - at || !Utf8.IsValid(bytes.Slice(at, length)))
            {
                throw ParquetException.Damaged(part, "has a text beyond its end, or one that is not UTF-8");
            }

            texts[i] = at..(at + length);
            at += length;
        }
    }

    private static Range[] Room(Range[] ranges, int count) => ranges.Length < count ? new Range[count] : ranges;
}
