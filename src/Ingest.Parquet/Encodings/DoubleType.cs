using System.Runtime.InteropServices;
using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Encodings;

/// <summary>Floating-point numbers. NaN has no order and is left out of bounds; zeros are equal whatever their sign, so that a bound includes both.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal readonly struct DoubleType : IFixedType<double>
{
    /// <inheritdoc/>
    public static long MeasureDeltas(ReadOnlySpan<double> values) => long.MaxValue;

    /// <inheritdoc/>
    public static void WriteDeltas(ReadOnlySpan<double> values, Buffers.ByteBuffer page) => throw new NotSupportedException("Only whole numbers have differences.");

    /// <inheritdoc/>
    public static void ReadDeltas(ReadOnlySpan<byte> bytes, Span<double> into, string part) => throw ParquetException.Damaged(part, "has differences of numbers that are not whole");

    /// <inheritdoc/>
    public static void Write(ReadOnlySpan<double> values, Span<byte> into) => MemoryMarshal.AsBytes(values).CopyTo(into);

    /// <inheritdoc/>
    public static void Read(ReadOnlySpan<byte> bytes, Span<double> into) => bytes.CopyTo(MemoryMarshal.AsBytes(into));

    /// <inheritdoc/>
    public static bool Measure(ReadOnlySpan<double> values, out double least, out double most, out int nans)
    {
        (least, most, nans) = (double.PositiveInfinity, double.NegativeInfinity, 0);
        foreach (var value in values)
        {
            // Comparisons with NaN are false.
            least = value < least ? value : least;
            most = value > most ? value : most;
            nans += double.IsNaN(value) ? 1 : 0;
        }

        return nans < values.Length;
    }

    /// <inheritdoc/>
    public static int Compare(double a, double b) => a.CompareTo(b);

    /// <inheritdoc/>
    public static double ToBound(double value, bool isUpper) => value != 0 ? value : isUpper ? 0.0 : -0.0;

    /// <inheritdoc/>
    public static Bound Tell(double value) => new() { Number = value };
}
