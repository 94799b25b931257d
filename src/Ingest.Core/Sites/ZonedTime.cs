namespace Ingest.Core.Sites;

/// <summary>Times of a clock on the wall as instants.</summary>
public static class ZonedTime
{
    // A zone that crossed the date line left out a whole day.
    private const int GapMinutesMax = 25 * 60;

    /// <summary>The instant of a local time: the first one where clocks are set back over it, the end of the gap where they are set forward.</summary>
    /// <param name="local">What the clock shows; its <see cref="DateTime.Kind"/> is not read.</param>
    /// <param name="zone">Where.</param>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        for (var i = 0; i < GapMinutesMax && zone.IsInvalidTime(local); i++)
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>
    /// True when every hour of UTC in a time is one hour of this clock: it is whole hours away from UTC, and is set with the hour. Half-open.
    /// </summary>
    public static bool HasWholeHours(TimeZoneInfo zone, DateTimeOffset since, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var hour = TimeSpan.FromHours(1);
        for (var day = since; day < until; day += TimeSpan.FromDays(1))
        {
            var offset = zone.GetUtcOffset(day);
            if (offset.Ticks % hour.Ticks != 0)
            {
                return false;
            }

            // Within a day that has two offsets, the moment before each hour has to have that of the hour.
            var isSet = offset != zone.GetUtcOffset(day.AddDays(1));
            for (var at = day.UtcDateTime.Date.AddHours(day.UtcDateTime.Hour); isSet && at < day.UtcDateTime.AddDays(1); at += hour)
            {
                if (zone.GetUtcOffset(at) != zone.GetUtcOffset(at + hour - TimeSpan.FromTicks(1)))
                {
                    return false;
                }
            }
        }

        return zone.GetUtcOffset(until).Ticks % hour.Ticks == 0;
    }

    /// <summary>What the clock shows at an instant.</summary>
    public static DateTime ToLocal(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;
}
