using System.Globalization;
using Ingest.Core.Sites;

namespace Ingest.Endpoints.Metrics;

/// <summary>Times as clients write them.</summary>
internal static class TimeText
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

    /// <summary>Reads an ISO 8601 time, or a date for its first moment in the zone.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out DateTimeOffset moment)
    {
        moment = default;
        if (DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            if (local.Year is < 2 or > 9998)
            {
                return false;
            }

            moment = ZonedTime.ToInstant(local, zone);
            return true;
        }

        return DateTimeOffset.TryParseExact(text, OffsetFormats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out moment);
    }
}
