using Ingest.Commands;
using Ingest.Commands.Report;
using Ingest.Core.Sites;
using Ingest.Endpoints.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ingest.Tests.Commands.Report;

public sealed class ReportRangeTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 13, 45, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("24h", "2026-11-29T14:00:00Z", "2026-11-28T14:00:00Z", "2026-11-29T13:45:30Z")]
    [InlineData("1d", "2026-11-29T23:00:00Z", "2026-11-28T23:00:00Z", "2026-11-29T13:45:30Z")]
    [InlineData("today", "2026-11-29T23:00:00Z", "2026-11-28T23:00:00Z", "2026-11-29T13:45:30Z")]
    [InlineData("30d", "2026-10-31T23:00:00Z", "2026-10-01T22:00:00Z", "2026-10-31T13:45:30Z")]
    [InlineData("90min", "2026-11-30T12:16:00Z", "2026-11-30T10:46:00Z", "2026-11-30T12:15:30Z")]
    [InlineData("1w", "2026-11-29T23:00:00Z", "2026-11-22T23:00:00Z", "2026-11-23T13:45:30Z")]
    [InlineData("week", "2026-11-29T23:00:00Z", "2026-11-22T23:00:00Z", "2026-11-23T13:45:30Z")]
    [InlineData("12w", "2026-09-13T22:00:00Z", "2026-06-21T22:00:00Z", "2026-09-07T12:45:30Z")]
    [InlineData("month", "2026-10-31T23:00:00Z", "2026-09-30T22:00:00Z", "2026-10-30T13:45:30Z")]
    [InlineData("year", "2025-12-31T23:00:00Z", "2024-12-31T23:00:00Z", "2025-11-30T13:45:30Z")]
    [InlineData("6mo", "2026-05-31T22:00:00Z", "2025-11-30T23:00:00Z", "2026-05-30T12:45:30Z")]
    [InlineData("1y", "2025-11-30T23:00:00Z", "2024-11-30T23:00:00Z", "2025-11-30T13:45:30Z")]
    public void The_last_ones_end_now_and_are_compared_with_those_before_to_the_same_hour(string last, string since, string previousSince, string previousUntil)
    {
        var range = ReportRange.Parse((last, null, null), Berlin, Now);
        Assert.Equal(new ReportRange(Time(since), Now, Time(previousSince), Time(previousUntil)), range);
    }

    [Theory]
    [InlineData("30min")]
    [InlineData("24h")]
    [InlineData("7d")]
    [InlineData("12w")]
    [InlineData("6mo")]
    [InlineData("1y")]
    [InlineData("yesterday")]
    [InlineData("week")]
    [InlineData("month")]
    [InlineData("year")]
    public void The_api_begins_at_the_same_moment_and_cuts_into_the_same_intervals(string last)
    {
        // The Thursday and the moment are in the middle of everything.
        var now = new DateTimeOffset(2026, 11, 19, 13, 45, 30, TimeSpan.Zero);
        var view = ViewCatalogue.Views["traffic"];
        var asked = QueryRequestReader.Read(view, new Site(Guid.Empty, "Site", [], DateTimeOffset.UnixEpoch), new QueryCollection(new Dictionary<string, StringValues> { ["last"] = last, ["tz"] = Berlin.Id }), now);
        var range = ReportRange.Parse((last, null, null), Berlin, now);

        Assert.Equal(asked.Range.Since, range.Since);
        Assert.Equal(asked.Unit, TimeBuckets.NameOf(TimeBuckets.UnitFor(range)));
    }

    [Fact]
    public void Thirty_days_are_meant_when_nothing_is_said() =>
        Assert.Equal(ReportRange.Parse(("30d", null, null), Berlin, Now), ReportRange.Parse((null, null, null), Berlin, Now));

    [Fact]
    public void Yesterday_is_one_whole_day() =>
        Assert.Equal(
            new ReportRange(Time("2026-11-28T23:00:00Z"), Time("2026-11-29T23:00:00Z"), Time("2026-11-27T23:00:00Z"), Time("2026-11-28T23:00:00Z")),
            ReportRange.Parse(("yesterday", null, null), Berlin, Now));

    [Theory]
    [InlineData("2026-11-01", "2026-10-31T23:00:00Z")]
    [InlineData("2026-07-01", "2026-06-30T22:00:00Z")]
    [InlineData("2026-11-01T12:30", "2026-11-01T11:30:00Z")]
    [InlineData("2026-11-01 12:30:15", "2026-11-01T11:30:15Z")]
    [InlineData("2026-11-01T12:30Z", "2026-11-01T12:30:00Z")]
    [InlineData("2026-11-01T12:30:15.250+05:30", "2026-11-01T07:00:15.250Z")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25T02:30", "2026-10-25T00:30:00Z")]
    public void Times_are_those_of_the_zone_unless_they_say_another(string text, string expected) =>
        Assert.Equal(Time(expected), ReportRange.Moment("--since", text, Berlin));

    [Fact]
    public void Days_are_compared_with_as_many_days_also_where_one_has_23_hours()
    {
        var range = ReportRange.Parse((null, "2026-03-29", "2026-03-31"), Berlin, Now);
        Assert.Equal(TimeSpan.FromHours(47), range.Length);
        Assert.Equal((Time("2026-03-26T23:00:00Z"), Time("2026-03-28T23:00:00Z")), (range.PreviousSince, range.PreviousUntil));
    }

    [Theory]
    [InlineData("30", null, null, "--last '30'")]
    [InlineData("0d", null, null, "--last '0d'")]
    [InlineData("-1d", null, null, "--last '-1d'")]
    [InlineData("99999y", null, null, "--last '99999y'")]
    [InlineData("60y", null, null, "--last '60y'")]
    [InlineData("7d", "2026-11-01", null, "excludes")]
    [InlineData(null, null, "2026-11-01", "goes with --since")]
    [InlineData(null, "2026-11-02", "2026-11-02", "empty")]
    [InlineData(null, "2027-01-01", null, "empty")]
    [InlineData(null, "1.11.2026", null, "--since '1.11.2026'")]
    [InlineData(null, "2026-13-01", null, "--since '2026-13-01'")]
    [InlineData(null, "2026-11-01", "9999-01-01", "--until '9999-01-01'")]
    public void What_is_no_range_is_refused_with_the_option_that_says_so(string? last, string? since, string? until, string named) =>
        Assert.Contains(named, Assert.Throws<CommandException>(() => ReportRange.Parse((last, since, until), Berlin, Now)).Message, StringComparison.Ordinal);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
