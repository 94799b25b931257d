using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Filters;
using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Writing;

/// <summary>Yes and no: PLAIN, a bit each.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class BooleanValues : ChunkValues
{
    private byte[] _values = [];
    private (bool Lower, bool Upper) _page;
    private (bool Lower, bool Upper)? _chunk;

    /// <inheritdoc/>
    public override int DictionaryCount => 0;

    /// <inheritdoc/>
    public override void Load(Column column, int start, PresenceBits presence)
    {
        Count = presence.Count;
        if (_values.Length < Count)
        {
            _values = new byte[Count];
        }

        Compact(((FixedColumn<byte>)column).Values[start..], presence, _values);
        _chunk = null;
        Encoding = ValueEncoding.Plain;
    }

    /// <inheritdoc/>
    public override void WriteDictionary(ByteBuffer page) => throw new NotSupportedException("Two values need no dictionary.");

    /// <inheritdoc/>
    public override long BytesOf(int first, int count) => (count + 7) / 8;

    /// <inheritdoc/>
    public override void Write(int first, int count, ByteBuffer page)
    {
        var length = (int)BytesOf(first, count);
        var room = page.Reserve(length)[..length];
        room.Clear();
        for (var i = 0; i < count; i++)
        {
            room[i / 8] |= (byte)((_values[first + i] == 0 ? 0 : 1) << (i % 8));
        }

        page.Advance(length);
    }

    /// <inheritdoc/>
    public override bool Measure(int first, int count)
    {
        var values = _values.AsSpan(first, count);
        if (count > 0)
        {
            _page = (!values.Contains((byte)0), values.ContainsAnyExcept((byte)0));
            var chunk = _chunk ?? _page;
            _chunk = (_page.Lower && chunk.Lower, _page.Upper || chunk.Upper);
        }

        return count > 0;
    }

    /// <inheritdoc/>
    public override void AddPageBound(bool isUpper, ByteBuffer statistics) => statistics.Add(ToByte(isUpper ? _page.Upper : _page.Lower));

    /// <inheritdoc/>
    public override bool AddChunkBound(bool isUpper, ByteBuffer statistics)
    {
        statistics.Add((byte)ChunkBound(isUpper)!.Value.Integer);
        return true;
    }

    /// <inheritdoc/>
    public override Bound? ChunkBound(bool isUpper) =>
        _chunk is { } bounds ? new Bound { Integer = ToByte(isUpper ? bounds.Upper : bounds.Lower) } : null;

    /// <inheritdoc/>
    public override void AddTo(BloomFilter filter) => throw new NotSupportedException("Bounds say all of two values: they need no Bloom filter.");

    private static byte ToByte(bool value) => value ? (byte)1 : (byte)0;
}
