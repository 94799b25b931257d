using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.Core.Sites;

namespace Ingest.Endpoints.Metrics;

/// <summary>
/// Times told from now, as <c>last=30d</c>: that many whole intervals of the site's clock, the one that runs included. They end with the interval
/// that runs, with days and longer ones at midnight, so that the same question is the same until then.
/// </summary>
internal static partial class LastRange
{
    private const int CountMax = 100_000;

    /// <summary>The range when nobody names one.</summary>
    public const string ByDefault = "30d";

    /// <summary>What may be said, in words.</summary>
    public const string Allowed = "a number and min, h, d, w, mo or y, such as 30d, or today, yesterday, week, month or year";

    /// <summary>Reads one; false when it is none.</summary>
    /// <param name="text">What was said.</param>
    /// <param name="zone">Whose clock counts.</param>
    /// <param name="now">The clock.</param>
    /// <param name="range">The range.</param>
    /// <param name="step">How far before it the one lies that it is compared with.</param>
    public static bool TryParse(string text, TimeZoneInfo zone, DateTimeOffset now, out TimeRange range, out RangeStep step)
    {
        var today = ZonedTime.ToLocal(now, zone).Date;
        (DateTime Since, DateTime Until, RangeStep Step)? named = text switch
        {
            "today" => (today, today.AddDays(1), new RangeStep(Days: 1)),
            "yesterday" => (today.AddDays(-1), today, new RangeStep(Days: 1)),
            "week" => (Monday(today), today.AddDays(1), new RangeStep(Days: 7)),
            "month" => (FirstOfMonth(today), today.AddDays(1), new RangeStep(Months: 1)),
            "year" => (new DateTime(today.Year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified), today.AddDays(1), new RangeStep(Months: 12)),
            _ => null,
        };
        if (named is { } days)
        {
            (range, step) = (new TimeRange(ZonedTime.ToInstant(days.Since, zone), ZonedTime.ToInstant(days.Until, zone)), days.Step);
            return true;
        }

        (range, step) = (default, default);
        var match = Counted().Match(text);
        return match.Success
            && int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= CountMax
            && TryCount(count, match.Groups["unit"].Value, zone, now, out range, out step);
    }

    private static bool TryCount(int count, string unit, TimeZoneInfo zone, DateTimeOffset now, out TimeRange range, out RangeStep step)
    {
        var today = ZonedTime.ToLocal(now, zone).Date;
        (range, step) = (default, default);
        if (unit is "min" or "h")
        {
            // In real time: an hour that the clock shows twice is two.
            var one = unit == "h" ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1);
            var until = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % one.Ticks), TimeSpan.Zero) + one;
            (range, step) = (new TimeRange(until - (one * count), until), new RangeStep(one * count));
            return true;
        }

        var months = unit == "y" ? count * 12L : count;
        if (unit is "mo" or "y" ? months > (today.Year - 1) * 12L : count * (unit == "w" ? 7L : 1) > (today - DateTime.MinValue).TotalDays)
        {
            return false;
        }

        var since = unit switch
        {
            "d" => today.AddDays(1 - count),
            "w" => Monday(today).AddDays(7 * (1 - count)),
            _ => FirstOfMonth(today).AddMonths((int)(1 - months)),
        };
        range = new TimeRange(ZonedTime.ToInstant(since, zone), ZonedTime.ToInstant(today.AddDays(1), zone));
        step = unit is "mo" or "y" ? new RangeStep(Months: (int)months) : new RangeStep(Days: unit == "w" ? 7 * count : count);
        return true;
    }

    private static DateTime Monday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static DateTime FirstOfMonth(DateTime day) => day.AddDays(1 - day.Day);

    [GeneratedRegex(@"^(?<count>[0-9]{1,6})(?<unit>min|h|d|w|mo|y)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Counted();
}
