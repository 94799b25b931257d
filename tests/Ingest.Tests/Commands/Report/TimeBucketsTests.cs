using System.Globalization;
using Ingest.Commands;
using Ingest.Commands.Report;

namespace Ingest.Tests.Commands.Report;

public sealed class TimeBucketsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Days_begin_at_midnight_before_and_after_clocks_are_set_forward() =>
        Assert.Equal(
            ["2026-03-27T23:00", "2026-03-28T23:00", "2026-03-29T22:00"],
            Begins("2026-03-28T10:00Z", "2026-03-30T10:00Z", IntervalUnit.Day, Berlin));

    [Fact]
    public void The_hour_that_is_left_out_is_none_and_the_hour_that_comes_twice_is_two()
    {
        Assert.Equal(["2026-03-29 00:00", "2026-03-29 01:00", "2026-03-29 03:00", "2026-03-29 04:00"], Labels("2026-03-28T23:00Z", "2026-03-29T03:00Z", IntervalUnit.Hour));
        Assert.Equal(
            ["2026-10-25 01:00", "2026-10-25 02:00 +02:00", "2026-10-25 02:00 +01:00", "2026-10-25 03:00"],
            Labels("2026-10-24T23:00Z", "2026-10-25T03:00Z", IntervalUnit.Hour));
    }

    [Fact]
    public void Weeks_begin_on_Monday_and_quarters_in_their_first_month()
    {
        Assert.Equal(["2026-11-23", "2026-11-30"], Labels("2026-11-29T12:00Z", "2026-11-30T12:00Z", IntervalUnit.Week));
        Assert.Equal(["2026 Q3", "2026 Q4"], Labels("2026-09-30T12:00Z", "2026-11-30T12:00Z", IntervalUnit.Quarter));
        Assert.Equal(["2026-10", "2026-11"], Labels("2026-10-31T12:00Z", "2026-11-30T12:00Z", IntervalUnit.Month));
        Assert.Equal(["2025", "2026"], Labels("2025-12-31T12:00Z", "2026-11-30T12:00Z", IntervalUnit.Year));
    }

    [Fact]
    public void Hours_of_zones_off_by_half_an_hour_begin_at_the_full_hour_there() =>
        Assert.Equal(["2026-11-01T06:30", "2026-11-01T07:30"], Begins("2026-11-01T07:00Z", "2026-11-01T08:00Z", IntervalUnit.Hour, TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata")));

    [Fact]
    public void A_day_whose_midnight_is_left_out_begins_at_its_first_moment() =>
        Assert.Equal(
            ["2024-04-24T22:00", "2024-04-25T22:00", "2024-04-26T21:00"],
            Begins("2024-04-25T10:00Z", "2024-04-27T10:00Z", IntervalUnit.Day, TimeZoneInfo.FindSystemTimeZoneById("Africa/Cairo")));

    [Fact]
    public void More_intervals_than_can_be_shown_are_refused() =>
        Assert.Contains("--by", Assert.Throws<CommandException>(() => TimeBuckets.Between(Time("2026-01-01T00:00Z"), Time("2026-12-01T00:00Z"), IntervalUnit.Minute, Berlin)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_is_no_unit_is_refused_with_those_that_are() =>
        Assert.Contains("minute, hour, day, week, month, quarter, year", Assert.Throws<CommandException>(() => TimeBuckets.Parse("fortnight")).Message, StringComparison.Ordinal);

    private static IEnumerable<string> Begins(string since, string until, IntervalUnit unit, TimeZoneInfo zone) =>
        TimeBuckets.Between(Time(since), Time(until), unit, zone).Select(begin => begin.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));

    private static IEnumerable<string> Labels(string since, string until, IntervalUnit unit) =>
        TimeBuckets.Between(Time(since), Time(until), unit, Berlin).Select(begin => TimeBuckets.Label(begin, unit, Berlin));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
