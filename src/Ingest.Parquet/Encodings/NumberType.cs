using System.Numerics;
using System.Runtime.InteropServices;
using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Encodings;

/// <summary>Whole numbers: INT32 and INT64.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal readonly struct NumberType<T> : IFixedType<T>
    where T : unmanaged, IBinaryInteger<T>
{
    /// <inheritdoc/>
    public static long MeasureDeltas(ReadOnlySpan<T> values) => DeltaEncoder.Measure(values);

    /// <inheritdoc/>
    public static void WriteDeltas(ReadOnlySpan<T> values, Buffers.ByteBuffer page) => DeltaEncoder.Encode(values, page);

    /// <inheritdoc/>
    public static void ReadDeltas(ReadOnlySpan<byte> bytes, Span<T> into, string part) => DeltaDecoder.Decode(bytes, into, part);

    /// <inheritdoc/>
    public static void Write(ReadOnlySpan<T> values, Span<byte> into) => MemoryMarshal.AsBytes(values).CopyTo(into);

    /// <inheritdoc/>
    public static void Read(ReadOnlySpan<byte> bytes, Span<T> into) => bytes.CopyTo(MemoryMarshal.AsBytes(into));

    /// <inheritdoc/>
    public static bool Measure(ReadOnlySpan<T> values, out T least, out T most, out int nans)
    {
        (least, most, nans) = (default, default, 0);
        if (values.IsEmpty)
        {
            return false;
        }

        (least, most) = (values[0], values[0]);
        foreach (var value in values)
        {
            least = value < least ? value : least;
            most = value > most ? value : most;
        }

        return true;
    }

    /// <inheritdoc/>
    public static int Compare(T a, T b) => a.CompareTo(b);

    /// <inheritdoc/>
    public static T ToBound(T value, bool isUpper) => value;

    /// <inheritdoc/>
    public static Bound Tell(T value) => new() { Integer = long.CreateTruncating(value) };
}
