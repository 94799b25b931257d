namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>The intervals of a time zone. Moments are Unix milliseconds.</summary>
internal sealed class Calendar(string zone)
{
    private const long DayMs = 24 * Fact.HourMs;

    // ClickHouse has no time before: an interval that 1900 begins in, in a zone ahead of UTC, begins with it.
    private static readonly long Earliest = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(zone);

    /// <summary>What clocks of the zone show.</summary>
    public DateTime LocalOf(long ms) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), _zone).DateTime;

    public DateOnly DateOf(long ms) => DateOnly.FromDateTime(LocalOf(ms));

    /// <summary>The first moment that has the date, or a later one when clocks skip it.</summary>
    public long BeginOf(DateOnly date)
    {
        var middle = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
        var (before, after) = (middle - (2 * DayMs), middle + (2 * DayMs));
        while (after - before > 1)
        {
            var ms = (before + after) >> 1;
            (before, after) = DateOf(ms) < date ? (ms, after) : (before, ms);
        }

        return Math.Max(after, Earliest);
    }

    /// <summary>The begin of the interval that a moment is in. Minutes and hours are counted from the begin of the day, weeks begin on Monday.</summary>
    public long BeginOf(string unit, long ms)
    {
        var date = DateOf(ms);
        return unit switch
        {
            "minute" => ms - ((ms - BeginOf(date)) % 60_000),
            "hour" => ms - ((ms - BeginOf(date)) % Fact.HourMs),
            "day" => BeginOf(date),
            "week" => BeginOf(date.AddDays(-(((int)date.DayOfWeek + 6) % 7))),
            "month" => BeginOf(new DateOnly(date.Year, date.Month, 1)),
            "quarter" => BeginOf(new DateOnly(date.Year, date.Month - ((date.Month - 1) % 3), 1)),
            "year" => BeginOf(new DateOnly(date.Year, 1, 1)),
            _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "No such unit."),
        };
    }

    /// <summary>How many intervals lie between the begins of two.</summary>
    public long CountOf(string unit, long from, long until)
    {
        var (first, last) = (DateOf(from), DateOf(until));
        var months = ((last.Year - first.Year) * 12) + last.Month - first.Month;
        return unit switch
        {
            "minute" => (until - from) / 60_000,
            "hour" => (until - from) / Fact.HourMs,
            "day" => last.DayNumber - first.DayNumber,
            "week" => (last.DayNumber - first.DayNumber) / 7,
            "month" => months,
            "quarter" => months / 3,
            "year" => months / 12,
            _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "No such unit."),
        };
    }
}
