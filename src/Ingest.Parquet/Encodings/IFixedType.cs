using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Encodings;

/// <summary>Values of one size: how they are written, ordered and told.</summary>
/// <typeparam name="T">How they lie in memory.</typeparam>
internal interface IFixedType<T>
    where T : unmanaged
{
    /// <summary>Bytes of the values by DELTA_BINARY_PACKED; more than there can be when they have no differences.</summary>
    static abstract long MeasureDeltas(ReadOnlySpan<T> values);

    /// <summary>Appends values by DELTA_BINARY_PACKED.</summary>
    static abstract void WriteDeltas(ReadOnlySpan<T> values, Buffers.ByteBuffer page);

    /// <summary>Reads values by DELTA_BINARY_PACKED.</summary>
    static abstract void ReadDeltas(ReadOnlySpan<byte> bytes, Span<T> into, string part);

    /// <summary>Writes values PLAIN.</summary>
    static abstract void Write(ReadOnlySpan<T> values, Span<byte> into);

    /// <summary>Reads values PLAIN.</summary>
    static abstract void Read(ReadOnlySpan<byte> bytes, Span<T> into);

    /// <summary>Finds the smallest and the largest value, and counts what has no order. False when there is none that has.</summary>
    static abstract bool Measure(ReadOnlySpan<T> values, out T least, out T most, out int nans);

    /// <summary>Orders two values.</summary>
    static abstract int Compare(T a, T b);

    /// <summary>The value as a bound; a zero gets the sign that makes it one.</summary>
    static abstract T ToBound(T value, bool isUpper);

    /// <summary>The value as it is told.</summary>
    static abstract Bound Tell(T value);
}
