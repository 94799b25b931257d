using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>
/// The characters of a JSON string. In between, a lone surrogate stands as its three bytes in generalized UTF-8 (WTF-8), so that
/// keys that differ in JavaScript differ here; bytes that are no UTF-8 become U+FFFD as in the WHATWG Encoding Standard.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class JsonText
{
    /// <summary>Most bytes that one byte of JSON decodes to: U+FFFD for a byte that is no UTF-8.</summary>
    public const int GrowthMax = 3;

    /// <summary>
    /// Decodes what stands between the quotes. Stops after <paramref name="unitsMax"/> UTF-16 units, never inside a character.
    /// The target needs room for <see cref="GrowthMax"/> bytes for each byte or unit, whichever are fewer. Returns the length.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> json, int unitsMax, Span<byte> target)
    {
        if (json.Length <= unitsMax && !json.Contains((byte)'\\') && Utf8.IsValid(json))
        {
            json.CopyTo(target);
            return json.Length;
        }

        return DecodeSlow(json, unitsMax, target);
    }

    /// <summary>Turns every lone surrogate into U+FFFD, which takes as many bytes: the text is UTF-8 afterwards.</summary>
    public static void ReplaceSurrogates(Span<byte> text)
    {
        for (var i = text.IndexOf((byte)0xED); i >= 0 && i + 2 < text.Length;)
        {
            if (IsSurrogate(text[i..]))
            {
                "\uFFFD"u8.CopyTo(text[i..]);
            }

            var next = text[(i + 3)..].IndexOf((byte)0xED);
            i = next < 0 ? -1 : i + 3 + next;
        }
    }

    /// <summary>True when the text begins with a surrogate, which UTF-8 proper does not have.</summary>
    public static bool IsSurrogate(ReadOnlySpan<byte> text) => text is [0xED, >= 0xA0, _, ..];

    private static int DecodeSlow(ReadOnlySpan<byte> json, int unitsMax, Span<byte> target)
    {
        var (length, units) = (0, 0);
        while (!json.IsEmpty)
        {
            int code;
            int taken;
            if (json[0] == '\\')
            {
                taken = ReadEscape(json, out code);
            }
            else
            {
                Rune.DecodeFromUtf8(json, out var rune, out taken);
                code = rune.Value;
            }

            units += code > 0xFFFF ? 2 : 1;
            if (units > unitsMax)
            {
                break;
            }

            length += Encode(code, target[length..]);
            json = json[taken..];
        }

        return length;
    }

    private static int ReadEscape(ReadOnlySpan<byte> json, out int code)
    {
        code = json[1] switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'u' => HexUnit(json[2..]),
            _ => json[1],
        };
        if (json[1] != 'u')
        {
            return 2;
        }

        if (char.IsHighSurrogate((char)code) && json.Length >= 12 && json[6] == '\\' && json[7] == 'u'
            && (char)HexUnit(json[8..]) is var low && char.IsLowSurrogate(low))
        {
            code = char.ConvertToUtf32((char)code, low);
            return 12;
        }

        return 6;
    }

    private static int HexUnit(ReadOnlySpan<byte> json)
    {
        var unit = 0;
        foreach (var digit in json[..4])
        {
            unit = (unit << 4) + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return unit;
    }

    private static int Encode(int code, Span<byte> target)
    {
        if (Rune.TryCreate(code, out var rune))
        {
            return rune.EncodeToUtf8(target);
        }

        (target[0], target[1], target[2]) = (0xED, (byte)(0x80 | ((code >> 6) & 0x3F)), (byte)(0x80 | (code & 0x3F)));
        return 3;
    }
}
