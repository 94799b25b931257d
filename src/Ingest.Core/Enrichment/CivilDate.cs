using System.Runtime.InteropServices;

namespace Ingest.Core.Enrichment;

/// <summary>
/// A day of the proleptic Gregorian calendar, for any year: client times reach beyond the years 1 to 9999 of <see cref="DateTime"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CivilDate(long Year, int Month, int Day)
{
    public const long DayMs = 86_400_000;

    // The calendar repeats every 400 years. Counting the year from March puts the leap day at its end.
    private const int EraDays = 146_097;
    private const int DaysFromMarch0000To1970 = 719_468;

    /// <summary>The day so many days after 1970-01-01.</summary>
    public static CivilDate FromDays(long days)
    {
        days += DaysFromMarch0000To1970;
        var era = FloorDivide(days, EraDays);
        var dayOfEra = (int)(days - (era * EraDays));
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        var day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        return new CivilDate(yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>Days since 1970-01-01. A day past the end of its month counts into the next, as in JavaScript's Date.</summary>
    public long ToDays()
    {
        var year = Month <= 2 ? Year - 1 : Year;
        var era = FloorDivide(year, 400);
        var yearOfEra = (int)(year - (era * 400));
        var dayOfYear = (((153 * (Month > 2 ? Month - 3 : Month + 9)) + 2) / 5) + Day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * EraDays) + dayOfEra - DaysFromMarch0000To1970;
    }

    /// <summary>Division rounding towards negative infinity.</summary>
    public static long FloorDivide(long value, long divisor) =>
        (value / divisor) - (value % divisor < 0 ? 1 : 0);
}
