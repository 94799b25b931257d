using Ingest.Commands;
using Ingest.Commands.Report;

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
    [InlineData("12w", "2026-09-07T22:00:00Z", "2026-06-15T22:00:00Z", "2026-09-07T12:45:30Z")]
    [InlineData("6mo", "2026-05-31T22:00:00Z", "2025-11-30T23:00:00Z", "2026-05-30T12:45:30Z")]
    [InlineData("1y", "2025-11-30T23:00:00Z", "2024-11-30T23:00:00Z", "2025-11-30T13:45:30Z")]
    public void The_last_ones_end_now_and_are_compared_with_those_before_to_the_same_hour(string last, string since, string previousSince, string previousUntil)
    {
        var range = ReportRange.Parse((last, null, null), Berlin, Now);
        Assert.Equal(new ReportRange(Time(since), Now, Time(previousSince), Time(previousUntil)), range);
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
