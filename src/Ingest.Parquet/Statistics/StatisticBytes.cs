using System.Buffers.Binary;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Statistics;

/// <summary>Bounds as Parquet's metadata carries them: a value in PLAIN encoding, a long text shortened.</summary>
internal static class StatisticBytes
{
    /// <summary>Bytes of a text at most. Enough for paths to differ, and a thousand columns and pages still make a small footer.</summary>
    public const int TextBytesMax = 64;

    /// <summary>Appends a text's bound; true when it is the text itself.</summary>
    public static bool AddText(ReadOnlySpan<byte> text, bool isUpper, ByteBuffer output)
    {
        var length = TextBound.PrefixBytes(text, TextBytesMax);
        var successor = isUpper && length < text.Length ? TextBound.Successor(text[..length]) : null;
        if (isUpper && length < text.Length && successor is null)
        {
            // Nothing short is larger than this one.
            output.Add(text);
            return true;
        }

        output.Add(successor ?? text[..length]);
        return length == text.Length;
    }

    /// <summary>Orders two bounds of a column by their bytes.</summary>
    public static int Compare(PhysicalType type, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => type switch
    {
        PhysicalType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(a).CompareTo(BinaryPrimitives.ReadInt32LittleEndian(b)),
        PhysicalType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(a).CompareTo(BinaryPrimitives.ReadInt64LittleEndian(b)),
        PhysicalType.Double => BinaryPrimitives.ReadDoubleLittleEndian(a).CompareTo(BinaryPrimitives.ReadDoubleLittleEndian(b)),
        _ => a.SequenceCompareTo(b),
    };
}
