using System.Globalization;

namespace Ingest.Endpoints.Metrics;

/// <summary>The clock of a time zone: what is a day there, and which moment a text means.</summary>
internal sealed class LocalTime(TimeZoneInfo zone)
{
    // "2026-11-01", "2026-11-01T12:30": without an offset they are times of the zone.
    private static readonly string[] LocalFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFF",
    ];

    private static readonly string[] OffsetFormats =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>What its clock shows at a moment.</summary>
    public DateTime At(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone).DateTime;

    /// <summary>The moment at which its clock shows a time; the first when there are two, the end of the gap when there is none.</summary>
    public DateTimeOffset MomentOf(DateTime local)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(time))
        {
            // The clock went from before the gap to behind it: a minute is the least step that zones have taken.
            while (zone.IsInvalidTime(time))
            {
                time = time.AddMinutes(1);
            }
        }

        var offset = zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max() : zone.GetUtcOffset(time);
        return new DateTimeOffset(time, offset).ToUniversalTime();
    }

    /// <summary>Reads an ISO 8601 time, or a date for its first moment.</summary>
    public bool TryParse(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            if (local.Year is < 2 or > 9998)
            {
                return false;
            }

            moment = MomentOf(local);
            return true;
        }

        return DateTimeOffset.TryParseExact(text, OffsetFormats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out moment);
    }
}
