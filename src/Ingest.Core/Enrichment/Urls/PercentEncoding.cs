using System.Buffers;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>The percent-encode sets of the WHATWG URL Standard §1.3, and encoding and decoding with them.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class PercentEncoding
{
    public static readonly SearchValues<byte> C0Control = Set(""u8);
    public static readonly SearchValues<byte> Fragment = Set(" \"<>`"u8);
    public static readonly SearchValues<byte> Query = Set(" \"#<>"u8);
    public static readonly SearchValues<byte> SpecialQuery = Set(" \"#<>'"u8);
    public static readonly SearchValues<byte> Path = Set(" \"#<>?^`{}"u8);
    public static readonly SearchValues<byte> Userinfo = Set(" \"#<>?^`{}/:;=@[\\]|"u8);

    /// <summary>Appends a text with every byte of the set as <c>%XX</c>.</summary>
    public static void AppendEncoded(Utf8Arena arena, ReadOnlySpan<byte> text, SearchValues<byte> set)
    {
        for (var at = text.IndexOfAny(set); at >= 0; at = text.IndexOfAny(set))
        {
            arena.Append(text[..at]);
            AppendEncoded(arena, text[at]);
            text = text[(at + 1)..];
        }

        arena.Append(text);
    }

    /// <summary>Puts the byte that it stands for in place of every <c>%XX</c>; what is no such sequence stays. Returns the new length.</summary>
    public static int DecodeInPlace(Span<byte> text)
    {
        var first = text.IndexOf((byte)'%');
        if (first < 0)
        {
            return text.Length;
        }

        var written = first;
        for (var read = first; read < text.Length; written++)
        {
            var isSequence = TryReadByte(text[read..], out var value);
            text[written] = isSequence ? value : text[read];
            read += isSequence ? 3 : 1;
        }

        return written;
    }

    /// <summary>Reads the <c>%XX</c> at the start of a text.</summary>
    public static bool TryReadByte(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        if (text.Length < 3 || text[0] != '%' || !char.IsAsciiHexDigit((char)text[1]) || !char.IsAsciiHexDigit((char)text[2]))
        {
            return false;
        }

        value = (byte)((HexDigit(text[1]) << 4) | HexDigit(text[2]));
        return true;
    }

    /// <summary>The value of an ASCII hexadecimal digit.</summary>
    public static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static void AppendEncoded(Utf8Arena arena, byte value)
    {
        var digits = "0123456789ABCDEF"u8;
        arena.Append([(byte)'%', digits[value >> 4], digits[value & 15]]);
    }

    // Every set holds the C0 controls and all bytes from 0x7F: a code point beyond ASCII is encoded byte by byte.
    private static SearchValues<byte> Set(ReadOnlySpan<byte> ascii)
    {
        var values = new List<byte>(ascii.ToArray());
        for (var value = 0; value < 256; value++)
        {
            if (value is < 0x20 or >= 0x7F)
            {
                values.Add((byte)value);
            }
        }

        return SearchValues.Create(values.ToArray());
    }
}
