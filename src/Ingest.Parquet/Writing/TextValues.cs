using System.Buffers.Binary;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Filters;
using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Writing;

/// <summary>Texts: by dictionary, or PLAIN, each with its length before it.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class TextValues : ChunkValues
{
    private readonly TextDictionary _dictionary = new();
    private int[] _ends = [];
    private int[] _indexes = [];
    private int[] _seenOnPage = [];
    private TextColumn _column = null!;
    private int _start;
    private int _page;
    private Range? _pageLower, _pageUpper, _chunkLower, _chunkUpper;

    /// <inheritdoc/>
    public override int DictionaryCount => Encoding == ValueEncoding.RleDictionary ? _dictionary.Count : 0;

    /// <inheritdoc/>
    public override void Load(Column column, int start, PresenceBits presence)
    {
        _column = (TextColumn)column;
        Count = presence.Count;
        if (_ends.Length < Count)
        {
            _ends = new int[Count];
            _indexes = new int[Count];
        }

        // A row without a value has no bytes, so that a value begins where the one before it ends.
        _start = start == 0 ? 0 : _column.Ends[start - 1];
        Compact(_column.Ends[start..], presence, _ends);
        (_pageLower, _pageUpper, _chunkLower, _chunkUpper) = (null, null, null, null);
        Encoding = Count > 0 && _dictionary.TryBuild(_column.Bytes, _start, _ends.AsSpan(0, Count), _indexes)
            && IsWorth(_dictionary.Bytes, Count, _dictionary.Count, BytesOf(0, Count)) ? ValueEncoding.RleDictionary : ValueEncoding.Plain;
        if (_seenOnPage.Length < DictionaryCount)
        {
            _seenOnPage = new int[DictionaryLimits.EntriesMax];
            _page = 0;
        }
    }

    /// <inheritdoc/>
    public override void WriteDictionary(ByteBuffer page)
    {
        var bytes = _column.Bytes;
        for (var i = 0; i < _dictionary.Count; i++)
        {
            var text = bytes[_dictionary[i]];
            page.AddInt32(text.Length);
            page.Add(text);
        }
    }

    /// <inheritdoc/>
    public override long BytesOf(int first, int count) =>
        count == 0 ? 0 : ((long)sizeof(int) * count) + _ends[first + count - 1] - Start(first);

    /// <inheritdoc/>
    public override void Write(int first, int count, ByteBuffer page)
    {
        if (Encoding == ValueEncoding.RleDictionary)
        {
            WriteIndexes(_indexes.AsSpan(first, count), _dictionary.Count, page);
            return;
        }

        var bytes = _column.Bytes;
        var length = checked((int)BytesOf(first, count));
        var room = page.Reserve(length);
        var start = Start(first);
        foreach (var end in _ends.AsSpan(first, count))
        {
            BinaryPrimitives.WriteInt32LittleEndian(room, end - start);
            bytes[start..end].CopyTo(room[sizeof(int)..]);
            room = room[(sizeof(int) + end - start)..];
            start = end;
        }

        page.Advance(length);
    }

    /// <inheritdoc/>
    public override bool Measure(int first, int count)
    {
        (_pageLower, _pageUpper) = (null, null);
        if (Encoding == ValueEncoding.RleDictionary)
        {
            MeasureEntries(_indexes.AsSpan(first, count));
        }
        else
        {
            MeasureTexts(first, count);
        }

        if (_pageLower is { } lower && _pageUpper is { } upper)
        {
            _chunkLower = Lesser(_chunkLower, lower);
            _chunkUpper = Greater(_chunkUpper, upper);
        }

        return count > 0;
    }

    /// <inheritdoc/>
    public override void AddPageBound(bool isUpper, ByteBuffer statistics) =>
        StatisticBytes.AddText(_column.Bytes[(isUpper ? _pageUpper : _pageLower)!.Value], isUpper, statistics);

    /// <inheritdoc/>
    public override bool AddChunkBound(bool isUpper, ByteBuffer statistics) =>
        StatisticBytes.AddText(_column.Bytes[(isUpper ? _chunkUpper : _chunkLower)!.Value], isUpper, statistics);

    /// <inheritdoc/>
    public override Bound? ChunkBound(bool isUpper) =>
        (isUpper ? _chunkUpper : _chunkLower) is { } range ? new Bound { Text = _column.Bytes[range].ToArray() } : null;

    /// <inheritdoc/>
    public override void AddTo(BloomFilter filter)
    {
        var bytes = _column.Bytes;
        for (var i = 0; i < DictionaryCount; i++)
        {
            filter.Add(bytes[_dictionary[i]]);
        }

        for (var i = 0; Encoding == ValueEncoding.Plain && i < Count; i++)
        {
            filter.Add(bytes[Start(i).._ends[i]]);
        }
    }

    private int Start(int value) => value == 0 ? _start : _ends[value - 1];

    // Of each entry once a page, however often it occurs.
    private void MeasureEntries(ReadOnlySpan<int> indexes)
    {
        _page++;
        foreach (var index in indexes)
        {
            if (_seenOnPage[index] != _page)
            {
                _seenOnPage[index] = _page;
                _pageLower = Lesser(_pageLower, _dictionary[index]);
                _pageUpper = Greater(_pageUpper, _dictionary[index]);
            }
        }
    }

    // Eight bytes of the bounds decide for nearly all texts.
    private void MeasureTexts(int first, int count)
    {
        var bytes = _column.Bytes;
        var start = Start(first);
        var (least, most) = (ulong.MaxValue, 0UL);
        foreach (var end in _ends.AsSpan(first, count))
        {
            var prefix = Prefix(bytes[start..end]);
            if (prefix <= least)
            {
                _pageLower = Lesser(_pageLower, start..end);
                least = prefix;
            }

            if (prefix >= most)
            {
                _pageUpper = Greater(_pageUpper, start..end);
                most = prefix;
            }

            start = end;
        }
    }

    private static ulong Prefix(ReadOnlySpan<byte> text)
    {
        if (text.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(text);
        }

        var prefix = 0UL;
        foreach (var value in text)
        {
            prefix = (prefix << 8) | value;
        }

        return text.IsEmpty ? 0 : prefix << (8 * (sizeof(ulong) - text.Length));
    }

    private Range Lesser(Range? a, Range b) => a is { } range && _column.Bytes[range].SequenceCompareTo(_column.Bytes[b]) <= 0 ? range : b;

    private Range Greater(Range? a, Range b) => a is { } range && _column.Bytes[range].SequenceCompareTo(_column.Bytes[b]) >= 0 ? range : b;
}
