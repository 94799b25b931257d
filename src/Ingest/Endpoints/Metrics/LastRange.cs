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

    /// <summary>What may be said, in words.</summary>
    public const string Allowed = "a number and min, h, d, w, mo or y, such as 30d, or today, yesterday, week, month or year";

    /// <summary>Reads one; false when it is none.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, DateTimeOffset now, out TimeRange range)
    {
        var local = ZonedTime.ToLocal(now, zone);
        var today = local.Date;
        (DateTime Since, DateTime Until)? named = text switch
        {
            "today" => (today, today.AddDays(1)),
            "yesterday" => (today.AddDays(-1), today),
            "week" => (Monday(today), today.AddDays(1)),
            "month" => (FirstOfMonth(today), today.AddDays(1)),
            "year" => (new DateTime(today.Year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified), today.AddDays(1)),
            _ => null,
        };
        if (named is { } days)
        {
            range = new TimeRange(ZonedTime.ToInstant(days.Since, zone), ZonedTime.ToInstant(days.Until, zone));
            return true;
        }

        range = default;
        var match = Counted().Match(text);
        return match.Success
            && int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= CountMax
            && TryCount(count, match.Groups["unit"].Value, zone, now, out range);
    }

    private static bool TryCount(int count, string unit, TimeZoneInfo zone, DateTimeOffset now, out TimeRange range)
    {
        var today = ZonedTime.ToLocal(now, zone).Date;
        range = default;
        if (unit is "min" or "h")
        {
            // In real time: an hour that the clock shows twice is two.
            var step = unit == "h" ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1);
            var until = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % step.Ticks), TimeSpan.Zero) + step;
            range = new TimeRange(until - (step * count), until);
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
        return true;
    }

    private static DateTime Monday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static DateTime FirstOfMonth(DateTime day) => day.AddDays(1 - day.Day);

    [GeneratedRegex(@"^(?<count>[0-9]{1,6})(?<unit>min|h|d|w|mo|y)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Counted();
}
