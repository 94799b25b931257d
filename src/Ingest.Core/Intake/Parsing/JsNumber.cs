using System.Globalization;
using System.Text;
using System.Text.Json;
using Ingest.Core.Buffers;

namespace Ingest.Core.Intake.Parsing;

/// <summary>JavaScript's <c>Number()</c> over JSON values: ECMA-262, ToNumber and StringToNumber.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class JsNumber
{
    // NEL is white space to .NET and not to JavaScript; the byte order mark is the reverse.
    private const int NextLine = 0x85;
    private const int ByteOrderMark = 0xFEFF;

    /// <summary>The number that the reader's value coerces to, NaN when to none. Ends at the value's last token.</summary>
    public static double From(ref Utf8JsonReader reader, Utf8Arena scratch) => reader.TokenType switch
    {
        JsonTokenType.True => 1,
        JsonTokenType.False or JsonTokenType.Null => 0,
        _ => FromElement(ref reader, scratch),
    };

    /// <summary>The number of a text: 0 when it is blank, NaN when it is no number.</summary>
    public static double Parse(ReadOnlySpan<byte> text)
    {
        text = Trim(text);
        if (text.IsEmpty)
        {
            return 0;
        }

        if (text.Length > 2 && text[0] == '0')
        {
            switch (text[1] | 0x20)
            {
                case 'x': return ParseInteger(text[2..], 16);
                case 'o': return ParseInteger(text[2..], 8);
                case 'b': return ParseInteger(text[2..], 2);
            }
        }

        return ParseDecimal(text);
    }

    // An array becomes its elements' texts joined by commas: a number only when there is at most one, whose text is one.
    private static double FromArray(ref Utf8JsonReader reader, Utf8Arena scratch)
    {
        var (value, count) = (0d, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            value = FromElement(ref reader, scratch);
            count++;
        }

        return count > 1 ? double.NaN : value;
    }

    // Booleans are "true" and "false" here, which are no numbers; null is the empty text.
    private static double FromElement(ref Utf8JsonReader reader, Utf8Arena scratch)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.GetDouble();
            case JsonTokenType.String:
                var mark = scratch.Length;
                var number = Parse(scratch[JsonText.Copy(in reader, scratch)]);
                scratch.Rewind(mark);
                return number;
            case JsonTokenType.StartArray:
                return FromArray(ref reader, scratch);
            case JsonTokenType.Null:
                return 0;
            default:
                reader.Skip();
                return double.NaN;
        }
    }

    private static double ParseDecimal(ReadOnlySpan<byte> text)
    {
        var unsigned = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (unsigned.SequenceEqual("Infinity"u8))
        {
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        // The characters are checked first: .NET also takes its own names for infinity and trailing NULs.
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return !text.ContainsAnyExcept("0123456789+-.eE"u8) && double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number)
            ? number
            : double.NaN;
    }

    private static double ParseInteger(ReadOnlySpan<byte> digits, int radix)
    {
        var value = 0d;
        foreach (var c in digits)
        {
            var digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
            if (digit < 0 || digit >= radix || (c > '9' && (c | 0x20) < 'a'))
            {
                return double.NaN;
            }

            value = (value * radix) + digit;
        }

        return value;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (!IsWhiteSpace(rune))
            {
                break;
            }

            text = text[length..];
        }

        while (!text.IsEmpty)
        {
            Rune.DecodeLastFromUtf8(text, out var rune, out var length);
            if (!IsWhiteSpace(rune))
            {
                break;
            }

            text = text[..^length];
        }

        return text;
    }

    private static bool IsWhiteSpace(Rune rune) =>
        rune.Value == ByteOrderMark || (Rune.IsWhiteSpace(rune) && rune.Value != NextLine);
}
