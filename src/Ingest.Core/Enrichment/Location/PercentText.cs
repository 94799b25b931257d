using System.Text;
using System.Text.Unicode;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Location;

/// <summary>Percent-decoding as JavaScript's <c>decodeURIComponent</c> does it, of header bytes.</summary>
/// <remarks>Hot path: no allocation per event, but for bytes that are not UTF-8.</remarks>
internal static class PercentText
{
    /// <summary>
    /// Appends the decoded text to an arena. A text with a malformed sequence is left as it is, and bytes that are not UTF-8 become U+FFFD. An
    /// empty text gives an absent slice.
    /// </summary>
    public static Utf8Slice Decode(ReadOnlySpan<byte> text, Utf8Arena arena)
    {
        if (text.IsEmpty)
        {
            return default;
        }

        text = Utf8.IsValid(text) ? text : RepairedSlow(text);
        var start = arena.Length;
        var decoded = arena.GetSpan(text.Length);
        if (text.Contains((byte)'%') && TryDecode(text, decoded, out var length) && Utf8.IsValid(decoded[..length]))
        {
            arena.Advance(length);
            return arena.SliceFrom(start);
        }

        return arena.Append(text);
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> decoded, out int length)
    {
        length = 0;
        while (!text.IsEmpty)
        {
            if (text[0] != '%')
            {
                decoded[length++] = text[0];
                text = text[1..];
                continue;
            }

            if (text.Length < 3 || !char.IsAsciiHexDigit((char)text[1]) || !char.IsAsciiHexDigit((char)text[2]))
            {
                return false;
            }

            decoded[length++] = (byte)((HexValue(text[1]) << 4) | HexValue(text[2]));
            text = text[3..];
        }

        return true;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static byte[] RepairedSlow(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
}
