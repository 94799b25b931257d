using System.Runtime.CompilerServices;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Filters;
using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Writing;

/// <summary>Values of one size: by dictionary, by differences, or PLAIN, whichever takes the fewest bytes.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class FixedValues<T, TType> : ChunkValues
    where T : unmanaged
    where TType : IFixedType<T>
{
    private readonly FixedDictionary<T> _dictionary = new();
    private T[] _values = [];
    private int[] _indexes = [];
    private (T Lower, T Upper) _page;
    private (T Lower, T Upper)? _chunk;
    private int _nans;

    /// <inheritdoc/>
    public override int DictionaryCount => Encoding == ValueEncoding.RleDictionary ? _dictionary.Entries.Length : 0;

    /// <inheritdoc/>
    public override int NanCount => _nans;

    private ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    /// <inheritdoc/>
    public override void Load(Column column, int start, PresenceBits presence)
    {
        Count = presence.Count;
        if (_values.Length < Count)
        {
            _values = new T[Count];
            _indexes = new int[Count];
        }

        Compact(((FixedColumn<T>)column).Values[start..], presence, _values);
        (_chunk, _nans) = (null, 0);
        Encoding = Choose();
    }

    /// <inheritdoc/>
    public override void WriteDictionary(ByteBuffer page) => WritePlain(_dictionary.Entries, page);

    /// <inheritdoc/>
    public override long BytesOf(int first, int count) => (long)count * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Write(int first, int count, ByteBuffer page)
    {
        switch (Encoding)
        {
            case ValueEncoding.RleDictionary:
                WriteIndexes(_indexes.AsSpan(first, count), _dictionary.Entries.Length, page);
                break;
            case ValueEncoding.DeltaBinaryPacked:
                TType.WriteDeltas(_values.AsSpan(first, count), page);
                break;
            default:
                WritePlain(_values.AsSpan(first, count), page);
                break;
        }
    }

    /// <inheritdoc/>
    public override bool Measure(int first, int count)
    {
        var isBounded = TType.Measure(_values.AsSpan(first, count), out var lower, out var upper, out var nans);
        _nans += nans;
        if (isBounded)
        {
            _page = (TType.ToBound(lower, isUpper: false), TType.ToBound(upper, isUpper: true));
            var (least, most) = _chunk ?? _page;
            _chunk = (TType.Compare(_page.Lower, least) < 0 ? _page.Lower : least, TType.Compare(_page.Upper, most) > 0 ? _page.Upper : most);
        }

        return isBounded;
    }

    /// <inheritdoc/>
    public override void AddPageBound(bool isUpper, ByteBuffer statistics) => WritePlain([isUpper ? _page.Upper : _page.Lower], statistics);

    /// <inheritdoc/>
    public override bool AddChunkBound(bool isUpper, ByteBuffer statistics)
    {
        var (lower, upper) = _chunk!.Value;
        WritePlain([isUpper ? upper : lower], statistics);
        return true;
    }

    /// <inheritdoc/>
    public override Bound? ChunkBound(bool isUpper) => _chunk is { } bounds ? TType.Tell(isUpper ? bounds.Upper : bounds.Lower) : null;

    /// <inheritdoc/>
    public override void AddTo(BloomFilter filter)
    {
        Span<byte> bytes = stackalloc byte[Unsafe.SizeOf<T>()];
        foreach (var value in DictionaryCount > 0 ? _dictionary.Entries : Values)
        {
            TType.Write([value], bytes);
            filter.Add(bytes);
        }
    }

    private ValueEncoding Choose()
    {
        var plainBytes = BytesOf(0, Count);
        var deltaBytes = TType.MeasureDeltas(Values);
        var isDelta = deltaBytes < plainBytes;
        var otherBytes = Math.Min(deltaBytes, plainBytes);
        if (Count > 0 && _dictionary.TryBuild(Values, _indexes)
            && IsWorth(BytesOf(0, _dictionary.Entries.Length), Count, _dictionary.Entries.Length, otherBytes))
        {
            return ValueEncoding.RleDictionary;
        }

        return isDelta ? ValueEncoding.DeltaBinaryPacked : ValueEncoding.Plain;
    }

    private static void WritePlain(ReadOnlySpan<T> values, ByteBuffer page)
    {
        var length = values.Length * Unsafe.SizeOf<T>();
        TType.Write(values, page.Reserve(length));
        page.Advance(length);
    }
}
