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

    // What all questions have in common whose intervals begin and end with an hour.
    private static readonly CutHours Whole = new("hour", "UTC");

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
        return cut.Unit != Minute && TimeZoneInfo.TryFindSystemTimeZoneById(cut.Zone, out var zone) && ZonedTime.HasWholeHours(zone, request.Range.Since, request.Range.Until)
            ? Whole
            : cut;
    }
}
