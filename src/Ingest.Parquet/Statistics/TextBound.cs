using System.Buffers;
using System.Text;

namespace Ingest.Parquet.Statistics;

/// <summary>
/// Shortens texts to bounds. A prefix is no larger than its text, so that it is a lower bound; for an upper one the prefix's last character that has a
/// successor is replaced by it, and what follows left out. UTF-8 orders bytes as code points are ordered, so that characters stay whole.
/// </summary>
public static class TextBound
{
    /// <summary>Code points that Iceberg keeps of a bound by default: <c>truncate(16)</c>.</summary>
    public const int IcebergCodePoints = 16;

    /// <summary>The first code points of a text: a lower bound of it.</summary>
    public static ReadOnlySpan<byte> Lower(ReadOnlySpan<byte> text, int codePointsMax) => text[..PrefixLength(text, codePointsMax)];

    /// <summary>
    /// The text if it is short enough, else the least text of as many code points, or fewer, that is larger than it and all that begin as it does.
    /// Null when there is none: every code point is the last one.
    /// </summary>
    public static byte[]? Upper(ReadOnlySpan<byte> text, int codePointsMax)
    {
        var length = PrefixLength(text, codePointsMax);
        return length == text.Length ? text.ToArray() : Successor(text[..length]);
    }

    /// <summary>Bytes of the longest prefix of whole characters.</summary>
    internal static int PrefixBytes(ReadOnlySpan<byte> text, int bytesMax)
    {
        if (text.Length <= bytesMax)
        {
            return text.Length;
        }

        var length = bytesMax;
        while (length > 0 && IsContinuation(text[length]))
        {
            length--;
        }

        return length;
    }

    /// <summary>The least text that is larger than a prefix and all that begin with it; null when there is none.</summary>
    internal static byte[]? Successor(ReadOnlySpan<byte> prefix)
    {
        while (Rune.DecodeLastFromUtf8(prefix, out var last, out var length) is var status && length > 0)
        {
            prefix = prefix[..^length];
            if (status == OperationStatus.Done && last.Value < 0x10FFFF)
            {
                // Surrogates are no characters: the one behind U+D7FF is U+E000.
                var next = new Rune(last.Value == 0xD7FF ? 0xE000 : last.Value + 1);
                var bytes = new byte[prefix.Length + next.Utf8SequenceLength];
                prefix.CopyTo(bytes);
                _ = next.EncodeToUtf8(bytes.AsSpan(prefix.Length));
                return bytes;
            }
        }

        return null;
    }

    private static int PrefixLength(ReadOnlySpan<byte> text, int codePointsMax)
    {
        if (text.Length <= codePointsMax)
        {
            return text.Length;
        }

        var codePoints = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsContinuation(text[i]) && codePoints++ == codePointsMax)
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
