using System.Buffers;
using System.Text;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>JavaScript's <c>decodeURI</c> and <c>decodeURIComponent</c> (ECMA-262 §19.2.6), leaving alone what they would throw on.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class UriDecoding
{
    /// <summary>What <c>decodeURI</c> leaves encoded: without it a path could not be told from its query.</summary>
    public static readonly SearchValues<byte> Reserved = SearchValues.Create(";/?:@&=+$,#"u8);

    /// <summary>What <c>decodeURIComponent</c> leaves encoded: nothing.</summary>
    public static readonly SearchValues<byte> Nothing = SearchValues.Create(""u8);

    /// <summary>Decodes a text where it lies and returns its new length. A text with any malformed sequence stays as it is.</summary>
    public static int DecodeInPlace(Span<byte> text, SearchValues<byte> kept)
    {
        var first = text.IndexOf((byte)'%');
        return first < 0 || !IsWellFormed(text[first..]) ? text.Length : first + Decode(text[first..], kept);
    }

    // Every sequence is a byte, and the bytes beyond ASCII make whole characters.
    private static bool IsWellFormed(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (var at = text.IndexOf((byte)'%'); at >= 0; at = text.IndexOf((byte)'%'))
        {
            text = text[at..];
            var length = 0;
            while (length < 4 && PercentEncoding.TryReadByte(text[Math.Min(3 * length, text.Length)..], out bytes[length]))
            {
                length++;
            }

            if (length == 0 || Rune.DecodeFromUtf8(bytes[..length], out _, out var consumed) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(3 * consumed)..];
        }

        return true;
    }

    private static int Decode(Span<byte> text, SearchValues<byte> kept)
    {
        var written = 0;
        for (var read = 0; read < text.Length; written++)
        {
            var isDecoded = PercentEncoding.TryReadByte(text[read..], out var value) && !kept.Contains(value);
            text[written] = isDecoded ? value : text[read];
            read += isDecoded ? 3 : 1;
        }

        return written;
    }
}
