using Ingest.Endpoints.Metrics;

namespace Ingest.Tests.Endpoints.Metrics;

/// <summary>Which hours lie in one interval of a clock; the view event_cell says the same in the tests of the metrics.</summary>
public sealed class CutHoursTests
{
    private static readonly TimeRange All = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    [Theory]
    [InlineData("hour", "UTC", "2026-03-01T12:00:00Z", true)]
    [InlineData("minute", "UTC", "2026-03-01T12:00:00Z", false)]
    [InlineData("hour", "Asia/Kolkata", "2026-03-01T12:00:00Z", false)]
    [InlineData("day", "Asia/Kolkata", "2026-03-01T12:00:00Z", true)]
    [InlineData("day", "Asia/Kolkata", "2026-03-01T18:00:00Z", false)]
    [InlineData("month", "Asia/Kolkata", "2026-03-01T18:00:00Z", true)]
    [InlineData("week", "Asia/Kolkata", "2026-03-01T18:00:00Z", false)]
    [InlineData("week", "Asia/Kolkata", "2026-03-02T18:00:00Z", true)]
    [InlineData("month", "Asia/Kolkata", "2026-02-28T18:00:00Z", false)]
    [InlineData("quarter", "Asia/Kolkata", "2026-02-28T18:00:00Z", true)]
    [InlineData("quarter", "Asia/Kolkata", "2026-03-31T18:00:00Z", false)]
    [InlineData("year", "Asia/Kolkata", "2026-03-31T18:00:00Z", true)]
    [InlineData("year", "Asia/Kolkata", "2025-12-31T18:00:00Z", false)]

    // Half an hour is set back at two o'clock there: half past one and half past two are of one hour of UTC.
    [InlineData("hour", "Australia/Lord_Howe", "2026-04-04T14:00:00Z", true)]
    [InlineData("hour", "Australia/Lord_Howe", "2026-04-04T15:00:00Z", false)]
    public void An_hour_is_whole_when_no_interval_begins_within_it(string unit, string zone, string hour, bool isWhole) =>
        Assert.Equal(isWhole, new CutHours(unit, zone).LeavesWhole(NumberOf(hour), All));

    [Theory]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z", true)]
    [InlineData("2026-03-01T12:00:00.001Z", "2026-03-01T13:00:00Z", false)]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:59:59.999Z", false)]
    public void An_hour_that_the_range_cuts_is_not_whole(string since, string until, bool isWhole) =>
        Assert.Equal(isWhole, new CutHours("year", "UTC").LeavesWhole(NumberOf("2026-03-01T12:30:00Z"), new TimeRange(Time(since), Time(until))));

    [Fact]
    public void Numbers_of_hours_are_rounded_toward_zero()
    {
        Assert.Equal(0, CutHours.NumberOf(-3_599_999));
        Assert.Equal(-1, CutHours.NumberOf(-3_600_000));
        Assert.False(new CutHours("day", "UTC").LeavesWhole(0, All));
        Assert.True(new CutHours("day", "UTC").LeavesWhole(-1, All));
    }

    private static long NumberOf(string time) => CutHours.NumberOf(Time(time).ToUnixTimeMilliseconds());

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
