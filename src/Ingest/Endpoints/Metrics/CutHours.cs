using Ingest.Core.Sites;

namespace Ingest.Endpoints.Metrics;

/// <summary>How a question cuts hours into intervals.</summary>
/// <param name="Unit">The interval.</param>
/// <param name="Zone">IANA name of the time zone of its clock.</param>
internal sealed record CutHours(string Unit, string Zone)
{
    private const string UnitParameter = "{unit:String}";
    private const string ZoneParameter = "{tz:String}";
    private const string Minute = "minute";
    private const long HourMs = 3_600_000;

    // What all questions have in common whose intervals begin and end with an hour.
    private static readonly CutHours Whole = new("hour", "UTC");

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);

    /// <summary>That of a question, so that questions which cut the same hours have the same.</summary>
    public static CutHours Of(QueryRequest request)
    {
        if (request.View.Cut is not { } view)
        {
            return Whole;
        }

        var cut = new CutHours(
            view.Unit == UnitParameter ? request.Unit ?? "" : view.Unit.Trim('\''),
            view.Zone == ZoneParameter ? request.TimeZone : view.Zone.Trim('\''));
        return cut.Unit != Minute && ZonedTime.HasWholeHours(cut._zone, request.Range.Since, request.Range.Until) ? Whole : cut;
    }

    /// <summary>The number of the hour of a moment, in Unix milliseconds: whole hours since 1970, toward zero, as in the primary key of the facts.</summary>
    public static long NumberOf(long ms) => ms / HourMs;

    /// <summary>True when an hour lies in a range as a whole, and in one interval: <c>is_whole</c> of the view <c>event_cell</c>.</summary>
    /// <param name="hour">Its number.</param>
    /// <param name="range">The range.</param>
    public bool LeavesWhole(long hour, TimeRange range)
    {
        // Numbers are rounded toward zero, so that the hour 0 has two.
        var first = DateTimeOffset.FromUnixTimeMilliseconds(hour > 0 ? hour * HourMs : ((hour - 1) * HourMs) + 1);
        var last = DateTimeOffset.FromUnixTimeMilliseconds(hour < 0 ? hour * HourMs : (hour * HourMs) + HourMs - 1);
        return first >= range.Since && last < range.Until && BeginOf(ZonedTime.ToLocal(first, _zone)) == BeginOf(ZonedTime.ToLocal(last, _zone));
    }

    // By the clock: within an hour it shows no time twice but when it is set, and then two hours.
    private DateTime BeginOf(DateTime local) => Unit switch
    {
        "hour" => local.Date.AddHours(local.Hour),
        "day" => local.Date,
        "week" => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
        "month" => new DateTime(local.Year, local.Month, 1),
        "quarter" => new DateTime(local.Year, ((local.Month - 1) / 3 * 3) + 1, 1),
        "year" => new DateTime(local.Year, 1, 1),
        _ => local,
    };
}
