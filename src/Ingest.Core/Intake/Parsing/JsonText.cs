using System.Text;
using System.Text.Json;
using Ingest.Core.Buffers;

namespace Ingest.Core.Intake.Parsing;

/// <summary>Texts of JSON strings as UTF-8: escapes resolved, a lone surrogate escape as U+FFFD.</summary>
/// <remarks>
/// Hot path: no allocation per event. <see cref="Utf8JsonReader"/>'s own unescaping throws on lone surrogates, which
/// JavaScript accepts and encodes as U+FFFD.
/// </remarks>
internal static class JsonText
{
    private const int UnicodeEscapeLength = 6;

    /// <summary>Copies the reader's string or property name into the arena.</summary>
    public static Utf8Slice Copy(in Utf8JsonReader reader, Utf8Arena arena)
    {
        var source = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return arena.Append(source);
        }

        var start = arena.Length;
        arena.Advance(Unescape(source, arena.GetSpan(source.Length)));
        return arena.SliceFrom(start);
    }

    /// <summary>
    /// The reader's string or property name, unescaped into <paramref name="scratch"/> when it has escapes;
    /// empty when it has escapes and is longer than the scratch.
    /// </summary>
    public static ReadOnlySpan<byte> Peek(in Utf8JsonReader reader, Span<byte> scratch)
    {
        var source = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return source;
        }

        return source.Length > scratch.Length ? default : scratch[..Unescape(source, scratch)];
    }

    /// <summary>Resolves the escapes of a JSON string that a reader has accepted. The result is never longer than the source.</summary>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var run = source.IndexOf((byte)'\\');
            if (run < 0)
            {
                source.CopyTo(destination[written..]);
                return written + source.Length;
            }

            source[..run].CopyTo(destination[written..]);
            written += run;
            source = source[run..];
            if (source[1] == 'u')
            {
                source = source[UnescapeRune(source, out var rune)..];
                written += rune.EncodeToUtf8(destination[written..]);
            }
            else
            {
                destination[written++] = UnescapeByte(source[1]);
                source = source[2..];
            }
        }
    }

    private static int UnescapeRune(ReadOnlySpan<byte> source, out Rune rune)
    {
        var first = HexUnit(source);
        if (Rune.TryCreate(first, out rune))
        {
            return UnicodeEscapeLength;
        }

        var rest = source[UnicodeEscapeLength..];
        if (rest.Length >= UnicodeEscapeLength && rest.StartsWith("\\u"u8) && Rune.TryCreate(first, HexUnit(rest), out rune))
        {
            return 2 * UnicodeEscapeLength;
        }

        rune = Rune.ReplacementChar;
        return UnicodeEscapeLength;
    }

    private static char HexUnit(ReadOnlySpan<byte> escape)
    {
        var value = 0;
        foreach (var digit in escape[2..UnicodeEscapeLength])
        {
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)value;
    }

    private static byte UnescapeByte(byte escaped) => escaped switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escaped,
    };
}
