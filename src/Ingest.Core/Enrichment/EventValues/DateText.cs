using System.Buffers.Text;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>Strings that Umami stores as dates: ISO 8601 with seconds; milliseconds and then a zone may follow. No zone means UTC.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class DateText
{
    /// <summary>Longest text that <see cref="Write"/> makes: a year of six digits with sign.</summary>
    public const int LengthMax = 27;

    private const int MinuteMs = 60_000;

    /// <summary>
    /// Reads a date. A day that its month does not have counts into the next month, and 24:00:00 is the next midnight, as in
    /// JavaScript; other fields out of range make it no date.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (!HasShape(text))
        {
            return false;
        }

        var date = new CivilDate((Number(text) * 100) + Number(text[2..]), Number(text[5..]), Number(text[8..]));
        var (hour, minute, second) = (Number(text[11..]), Number(text[14..]), Number(text[17..]));
        var millisecond = text.Length == 19 ? 0 : (Number(text[20..]) * 10) + text[22] - '0';
        var (zoneHour, zoneMinute) = text.Length == 29 ? (Number(text[24..]), Number(text[27..])) : (0, 0);

        var timeMs = (((((hour * 60) + minute) * 60) + second) * 1000) + millisecond;
        unixMs = (date.ToDays() * CivilDate.DayMs) + timeMs - (((zoneHour * 60) + zoneMinute) * MinuteMs);
        return date is { Month: >= 1 and <= 12, Day: >= 1 and <= 31 }
            && timeMs <= CivilDate.DayMs && hour <= 24 && minute <= 59 && second <= 59
            && zoneHour <= 23 && zoneMinute <= 59;
    }

    /// <summary>Writes what JavaScript's <c>toISOString</c> is. Returns the length.</summary>
    public static int Write(long unixMs, Span<byte> text)
    {
        var day = CivilDate.FloorDivide(unixMs, CivilDate.DayMs);
        var time = (int)(unixMs - (day * CivilDate.DayMs));
        var date = CivilDate.FromDays(day);

        var length = 0;
        var isLong = date.Year is < 0 or > 9999;
        if (isLong)
        {
            text[length++] = (byte)(date.Year < 0 ? '-' : '+');
        }

        length = Append(text, length, Math.Abs(date.Year), (byte)(isLong ? 6 : 4), '-');
        length = Append(text, length, date.Month, 2, '-');
        length = Append(text, length, date.Day, 2, 'T');
        length = Append(text, length, time / (60 * MinuteMs), 2, ':');
        length = Append(text, length, time / MinuteMs % 60, 2, ':');
        length = Append(text, length, time / 1000 % 60, 2, '.');
        return Append(text, length, time % 1000, 3, 'Z');
    }

    // Umami 3.1: seconds alone, or with milliseconds, which may be followed by Z or a zone east of Greenwich.
    private static bool HasShape(ReadOnlySpan<byte> text) => text.Length switch
    {
        19 => Matches(text, "0000-00-00T00:00:00"u8),
        23 => Matches(text, "0000-00-00T00:00:00.000"u8),
        24 => Matches(text, "0000-00-00T00:00:00.000Z"u8),
        29 => Matches(text, "0000-00-00T00:00:00.000+00:00"u8),
        _ => false,
    };

    private static bool Matches(ReadOnlySpan<byte> text, ReadOnlySpan<byte> shape)
    {
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] == '0' ? text[i] is < (byte)'0' or > (byte)'9' : text[i] != shape[i])
            {
                return false;
            }
        }

        return true;
    }

    private static int Number(ReadOnlySpan<byte> twoDigits) => ((twoDigits[0] - '0') * 10) + twoDigits[1] - '0';

    private static int Append(Span<byte> text, int length, long value, byte digits, char separator)
    {
        Utf8Formatter.TryFormat(value, text[length..], out var written, new System.Buffers.StandardFormat('D', digits));
        text[length + written] = (byte)separator;
        return length + written + 1;
    }
}
