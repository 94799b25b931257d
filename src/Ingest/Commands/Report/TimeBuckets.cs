using System.Globalization;
using Ingest.Core.Sites;
using Ingest.Endpoints.Metrics;

namespace Ingest.Commands.Report;

/// <summary>The intervals of a range of time in a time zone, as the views cut it: each begins where the clock there says so, whatever daylight saving does.</summary>
internal static class TimeBuckets
{
    /// <summary>Most intervals that are shown.</summary>
    public const int CountMax = 10_000;

    /// <summary>The names that <c>--by</c> takes.</summary>
    public static IReadOnlyList<string> UnitNames { get; } = [.. Enum.GetValues<IntervalUnit>().Select(NameOf)];

    /// <summary>The name of a unit, as ClickHouse writes it.</summary>
    public static string NameOf(IntervalUnit unit) => unit.ToString().ToLowerInvariant();

    /// <summary>The unit of a name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static IntervalUnit Parse(string name)
    {
        var place = UnitNames.ToList().IndexOf(name);
        return place >= 0 ? (IntervalUnit)place : throw new CommandException($"--by '{name}' is no interval: give one of {string.Join(", ", UnitNames)}");
    }

    /// <summary>The unit that a range is cut into when nobody names one, as the API has it.</summary>
    public static IntervalUnit UnitFor(ReportRange range) => Parse(new TimeRange(range.Since, range.Until).Unit);

    /// <summary>Begin of the interval that an instant lies in.</summary>
    public static DateTimeOffset BeginOf(DateTimeOffset instant, IntervalUnit unit, TimeZoneInfo zone)
    {
        var local = ZonedTime.ToLocal(instant, zone);
        if (unit is IntervalUnit.Minute or IntervalUnit.Hour)
        {
            var length = unit == IntervalUnit.Minute ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerHour;
            return instant.ToUniversalTime().AddTicks(-(local.Ticks % length));
        }

        return ZonedTime.ToInstant(FirstDay(DateOnly.FromDateTime(local), unit).ToDateTime(TimeOnly.MinValue), zone);
    }

    /// <summary>Begins of all the intervals of a range, in order.</summary>
    /// <exception cref="CommandException">There are more than can be shown.</exception>
    public static IReadOnlyList<DateTimeOffset> Between(DateTimeOffset since, DateTimeOffset until, IntervalUnit unit, TimeZoneInfo zone)
    {
        var begins = new List<DateTimeOffset>();
        for (var begin = BeginOf(since, unit, zone); begin < until; begin = Next(begin, unit, zone))
        {
            begins.Add(begin);
            if (begins.Count > CountMax)
            {
                throw new CommandException($"The range has more than {CountMax} intervals of a {NameOf(unit)}: give a shorter range, or a longer interval with --by");
            }
        }

        return begins;
    }

    /// <summary>The begin of an interval for people; with the offset where the clock shows the same time twice.</summary>
    public static string Label(DateTimeOffset begin, IntervalUnit unit, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(begin, zone);
        var format = unit switch
        {
            IntervalUnit.Minute or IntervalUnit.Hour => zone.IsAmbiguousTime(local.DateTime) ? "yyyy-MM-dd HH:mm zzz" : "yyyy-MM-dd HH:mm",
            IntervalUnit.Month => "yyyy-MM",
            IntervalUnit.Year => "yyyy",
            _ => "yyyy-MM-dd",
        };
        return unit == IntervalUnit.Quarter
            ? string.Create(CultureInfo.InvariantCulture, $"{local.Year} Q{(local.Month + 2) / 3}")
            : local.ToString(format, CultureInfo.InvariantCulture);
    }

    // An hour later the clock may stand half an hour off.
    private static DateTimeOffset Next(DateTimeOffset begin, IntervalUnit unit, TimeZoneInfo zone)
    {
        if (unit is IntervalUnit.Minute or IntervalUnit.Hour)
        {
            var later = begin + (unit == IntervalUnit.Minute ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1));
            var aligned = BeginOf(later, unit, zone);
            return aligned > begin ? aligned : later;
        }

        // The next one begins later, whatever a zone has done to its days.
        var day = DateOnly.FromDateTime(ZonedTime.ToLocal(begin, zone));
        var next = begin;
        while (next <= begin)
        {
            day = NextDay(FirstDay(day, unit), unit);
            next = ZonedTime.ToInstant(day.ToDateTime(TimeOnly.MinValue), zone);
        }

        return next;
    }

    private static DateOnly FirstDay(DateOnly day, IntervalUnit unit) => unit switch
    {
        IntervalUnit.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        IntervalUnit.Month => new DateOnly(day.Year, day.Month, 1),
        IntervalUnit.Quarter => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        IntervalUnit.Year => new DateOnly(day.Year, 1, 1),
        _ => day,
    };

    private static DateOnly NextDay(DateOnly first, IntervalUnit unit) => unit switch
    {
        IntervalUnit.Week => first.AddDays(7),
        IntervalUnit.Month => first.AddMonths(1),
        IntervalUnit.Quarter => first.AddMonths(3),
        IntervalUnit.Year => first.AddYears(1),
        _ => first.AddDays(1),
    };
}
