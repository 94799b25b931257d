using Ingest.Parquet.Schema;
using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Encodings;

/// <summary>UUIDs, the most significant byte first, and ordered as such bytes are.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal readonly struct UuidType : IFixedType<Guid>
{
    /// <inheritdoc/>
    public static long MeasureDeltas(ReadOnlySpan<Guid> values) => long.MaxValue;

    /// <inheritdoc/>
    public static void WriteDeltas(ReadOnlySpan<Guid> values, Buffers.ByteBuffer page) => throw new NotSupportedException("Only whole numbers have differences.");

    /// <inheritdoc/>
    public static void ReadDeltas(ReadOnlySpan<byte> bytes, Span<Guid> into, string part) => throw ParquetException.Damaged(part, "has differences of UUIDs");

    /// <inheritdoc/>
    public static void Write(ReadOnlySpan<Guid> values, Span<byte> into)
    {
        foreach (var value in values)
        {
            _ = value.TryWriteBytes(into, bigEndian: true, out _);
            into = into[Leaf.UuidBytes..];
        }
    }

    /// <inheritdoc/>
    public static void Read(ReadOnlySpan<byte> bytes, Span<Guid> into)
    {
        foreach (ref var value in into)
        {
            value = new Guid(bytes[..Leaf.UuidBytes], bigEndian: true);
            bytes = bytes[Leaf.UuidBytes..];
        }
    }

    /// <inheritdoc/>
    public static bool Measure(ReadOnlySpan<Guid> values, out Guid least, out Guid most, out int nans)
    {
        (least, most, nans) = (default, default, 0);
        if (values.IsEmpty)
        {
            return false;
        }

        (least, most) = (values[0], values[0]);
        foreach (var value in values)
        {
            least = Compare(value, least) < 0 ? value : least;
            most = Compare(value, most) > 0 ? value : most;
        }

        return true;
    }

    // Guid compares its parts from the first on, each as an unsigned number: the order of the bytes.
    /// <inheritdoc/>
    public static int Compare(Guid a, Guid b) => a.CompareTo(b);

    /// <inheritdoc/>
    public static Guid ToBound(Guid value, bool isUpper) => value;

    /// <inheritdoc/>
    public static Bound Tell(Guid value) => new() { Uuid = value };
}
