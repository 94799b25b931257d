using System.Buffers.Text;
using System.Diagnostics;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>The text that a salt is the hash of: the start of a period, printed as JavaScript's <c>Date.prototype.toUTCString</c> does.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class SaltText
{
    /// <summary>Longest text: JavaScript's years have up to six digits and a sign.</summary>
    public const int LengthMax = 34;

    private const long HourMs = 3_600_000;
    private const int MonthDaysMax = 31;

    // 1970-01-01 was a Thursday.
    private const int WeekdayOfDayZero = 4;

    private static ReadOnlySpan<byte> Weekdays => "SunMonTueWedThuFriSat"u8;

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>Unix milliseconds of the start of the period that holds <paramref name="timeMs"/>, in UTC.</summary>
    public static long PeriodStart(SaltPeriod period, long timeMs)
    {
        var day = CivilDate.FloorDivide(timeMs, CivilDate.DayMs);
        return period switch
        {
            SaltPeriod.Hour => CivilDate.FloorDivide(timeMs, HourMs) * HourMs,
            SaltPeriod.Day => day * CivilDate.DayMs,
            SaltPeriod.Week => (day - Weekday(day)) * CivilDate.DayMs,
            _ => (CivilDate.FromDays(day) with { Day = 1 }).ToDays() * CivilDate.DayMs,
        };
    }

    /// <summary>Unix milliseconds of the end of the period that begins at <paramref name="startMs"/>, the start of the next.</summary>
    public static long PeriodEnd(SaltPeriod period, long startMs) => period switch
    {
        SaltPeriod.Hour => startMs + HourMs,
        SaltPeriod.Day => startMs + CivilDate.DayMs,
        SaltPeriod.Week => startMs + (7 * CivilDate.DayMs),
        _ => PeriodStart(SaltPeriod.Month, startMs + (MonthDaysMax * CivilDate.DayMs)),
    };

    /// <summary>Prints a time of a whole hour, for example <c>Sun, 01 Nov 2026 00:00:00 GMT</c>. Returns the length.</summary>
    public static int Write(long timeMs, Span<byte> text)
    {
        var day = CivilDate.FloorDivide(timeMs, CivilDate.DayMs);
        var date = CivilDate.FromDays(day);
        Weekdays.Slice(3 * Weekday(day), 3).CopyTo(text);
        ", "u8.CopyTo(text[3..]);
        WriteTwoDigits(date.Day, text[5..]);
        text[7] = (byte)' ';
        Months.Slice(3 * (date.Month - 1), 3).CopyTo(text[8..]);
        text[11] = (byte)' ';
        var length = 12 + WriteYear(date.Year, text[12..]);
        text[length++] = (byte)' ';
        WriteTwoDigits((int)((timeMs - (day * CivilDate.DayMs)) / HourMs), text[length..]);
        ":00:00 GMT"u8.CopyTo(text[(length + 2)..]);
        return length + 12;
    }

    private static int Weekday(long day) => (int)((((day + WeekdayOfDayZero) % 7) + 7) % 7);

    // At least four digits, and a minus sign before the year 0.
    private static int WriteYear(long year, Span<byte> text)
    {
        var sign = year < 0 ? 1 : 0;
        text[0] = (byte)'-';
        var written = Utf8Formatter.TryFormat(Math.Abs(year), text[sign..], out var digits, new System.Buffers.StandardFormat('D', 4));
        Debug.Assert(written, "The target holds the longest text.");
        return sign + digits;
    }

    private static void WriteTwoDigits(int value, Span<byte> text) =>
        (text[0], text[1]) = ((byte)('0' + (value / 10)), (byte)('0' + (value % 10)));
}
