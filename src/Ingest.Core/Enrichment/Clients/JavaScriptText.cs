using System.Buffers;
using System.Text;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>
/// Folds a UTF-8 text to characters on which a .NET regular expression with an ASCII pattern answers as JavaScript's does.
/// </summary>
/// <remarks>
/// JavaScript's <c>\w</c>, <c>\d</c> and <c>\b</c> know ASCII only, its case folding maps nothing onto ASCII, and its <c>$</c> does not match
/// before a last line feed. So every other character becomes a stand-in that is neither word, digit nor space and has no case (white space
/// becomes a no-break space, which <c>\s</c> matches in both), once for each UTF-16 unit, and a line feed becomes a carriage return.
/// </remarks>
internal static class JavaScriptText
{
    private const char StandIn = '\u00A4';
    private const char Space = '\u00A0';
    private const int ByteOrderMark = 0xFEFF;
    private const int NextLine = 0x85;

    /// <summary>Folds <paramref name="utf8"/>; <paramref name="folded"/> needs as many characters as there are bytes, the rest is cut.</summary>
    public static int Fold(ReadOnlySpan<byte> utf8, Span<char> folded)
    {
        utf8 = utf8[..Math.Min(utf8.Length, folded.Length)];
        var count = 0;
        while (!utf8.IsEmpty)
        {
            if (utf8[0] < 0x80)
            {
                folded[count++] = utf8[0] == '\n' ? '\r' : (char)utf8[0];
                utf8 = utf8[1..];
                continue;
            }

            var valid = Rune.DecodeFromUtf8(utf8, out var rune, out var consumed) == OperationStatus.Done;
            var standIn = valid && IsJavaScriptSpace(rune) ? Space : StandIn;
            folded.Slice(count, rune.Utf16SequenceLength).Fill(standIn);
            count += rune.Utf16SequenceLength;
            utf8 = utf8[consumed..];
        }

        return count;
    }

    private static bool IsJavaScriptSpace(Rune rune) =>
        rune.Value == ByteOrderMark || (Rune.IsWhiteSpace(rune) && rune.Value != NextLine);
}
