using System.Text;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>
/// A word, or the start of one, that gives a kind of device away. Compared with the lower-cased user agent, where it has to begin a word.
/// </summary>
/// <remarks>A pattern ends in <c>!</c> when the word has to end there, and in <c>#</c> when a digit has to follow.</remarks>
internal sealed class DeviceToken
{
    private readonly byte[] _word;
    private readonly byte _end;

    public DeviceToken(string pattern)
    {
        _end = pattern[^1] is '!' or '#' ? (byte)pattern[^1] : (byte)0;
        _word = Encoding.ASCII.GetBytes(_end == 0 ? pattern : pattern[..^1]);
    }

    public bool Occurs(ReadOnlySpan<byte> text)
    {
        for (var start = 0; start < text.Length;)
        {
            var at = text[start..].IndexOf(_word);
            if (at < 0)
            {
                return false;
            }

            at += start;
            if ((at == 0 || !IsLetterOrDigit(text[at - 1])) && EndsRight(text[(at + _word.Length)..]))
            {
                return true;
            }

            start = at + 1;
        }

        return false;
    }

    private bool EndsRight(ReadOnlySpan<byte> rest) => _end switch
    {
        (byte)'!' => rest.IsEmpty || !IsLetterOrDigit(rest[0]),
        (byte)'#' => !rest.IsEmpty && char.IsAsciiDigit((char)rest[0]),
        _ => true,
    };

    private static bool IsLetterOrDigit(byte value) => char.IsAsciiLetterOrDigit((char)value);
}
