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

    /// <summary>What the clock shows at an instant.</summary>
    public static DateTime ToLocal(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;
}
