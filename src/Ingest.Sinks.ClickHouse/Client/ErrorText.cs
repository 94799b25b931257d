using System.Globalization;
using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Client;

/// <summary>Reads ClickHouse's error texts: <c>Code: 60. DB::Exception: Unknown table … (UNKNOWN_TABLE) (version …)</c>.</summary>
internal static partial class ErrorText
{
    private const int MessageCharsMax = 2000;

    /// <summary>The error of an answer whose status or headers say that it failed.</summary>
    public static ClickHouseException From(int? headerCode, int httpStatus, string body)
    {
        var text = body.Trim();
        var code = headerCode ?? CodeOf(text);
        var message = text.Length == 0 ? $"HTTP {httpStatus.ToString(CultureInfo.InvariantCulture)} without a message" : text;
        return new ClickHouseException(code, httpStatus, message.Length <= MessageCharsMax ? message : message[..MessageCharsMax]);
    }

    /// <summary>
    /// The error at the end of a result that began well, or null. Servers from 25.11 frame it with a tag that they announce in a header;
    /// earlier ones append the bare text, which is taken for an error when it is the last line and ends with the version.
    /// </summary>
    public static ClickHouseException? AtEnd(string tail, string? tag)
    {
        if (tag is not null)
        {
            var frame = "__exception__\r\n" + tag + "\r\n";
            var start = tail.LastIndexOf(frame, StringComparison.Ordinal);
            return start < 0 ? null : From(null, 200, Framed(tail[(start + frame.Length)..], tag));
        }

        var match = BareError().Match(tail);
        return match.Success ? From(null, 200, match.Value) : null;
    }

    // The frame closes with the length of the message, the tag and the marker.
    private static string Framed(string text, string tag)
    {
        var end = text.LastIndexOf(" " + tag, StringComparison.Ordinal);
        var line = end < 0 ? -1 : text.LastIndexOf('\n', end);
        return line < 0 ? text : text[..line];
    }

    private static int CodeOf(string text)
    {
        var match = CodeNumber().Match(text);
        return match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"Code: (\d{1,6})\.", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeNumber();

    [GeneratedRegex(@"(?:^|\n)Code: \d{1,6}\. DB::Exception: [^\n]*\(version [^\n]*\)\s*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BareError();
}
