using System.Text;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>Small questions about the bytes of a URL.</summary>
internal static class UrlText
{
    /// <summary>Length of the scheme before a colon at the start of a text; 0 when there is none.</summary>
    public static int SchemeLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetter((char)text[0]))
        {
            return 0;
        }

        var length = 1;
        while (length < text.Length && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'+' or (byte)'-' or (byte)'.'))
        {
            length++;
        }

        return length < text.Length && text[length] == ':' ? length : 0;
    }

    /// <summary>True for a scheme and two slashes: such a URL takes nothing from its base, which then need not be parsed.</summary>
    public static bool IsAbsolute(ReadOnlySpan<byte> text)
    {
        var scheme = SchemeLength(text);
        return scheme > 0 && text[(scheme + 1)..].StartsWith("//"u8);
    }

    /// <summary>Lower-cases the ASCII letters of a text.</summary>
    public static void LowerInPlace(Span<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            Ascii.ToLowerInPlace(text, out _);
            return;
        }

        foreach (ref var value in text)
        {
            value = value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
        }
    }
}
