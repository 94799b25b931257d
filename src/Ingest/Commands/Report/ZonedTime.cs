namespace Ingest.Commands.Report;

/// <summary>Times of a clock on the wall as instants.</summary>
internal static class ZonedTime
{
    // Clocks are set forward by two hours at most.
    private const int GapMinutesMax = 3 * 60;

    /// <summary>The instant of a local time: the first one where clocks are set back over it, the end of the gap where they are set forward.</summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
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
