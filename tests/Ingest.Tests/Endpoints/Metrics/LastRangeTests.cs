using Ingest.Endpoints.Metrics;

namespace Ingest.Tests.Endpoints.Metrics;

/// <summary>Times told from now.</summary>
public sealed class LastRangeTests
{
    // A Wednesday, 01:30 in Berlin, where it is the 26th already and the clock has gone back on the 25th.
    private static readonly DateTimeOffset Now = new(2026, 10, 27, 23, 30, 15, TimeSpan.Zero);
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("today", "2026-10-27T23:00:00", "2026-10-28T23:00:00")]
    [InlineData("yesterday", "2026-10-26T23:00:00", "2026-10-27T23:00:00")]
    [InlineData("week", "2026-10-25T23:00:00", "2026-10-28T23:00:00")]
    [InlineData("month", "2026-09-30T22:00:00", "2026-10-28T23:00:00")]
    [InlineData("year", "2025-12-31T23:00:00", "2026-10-28T23:00:00")]
    [InlineData("1d", "2026-10-27T23:00:00", "2026-10-28T23:00:00")]
    [InlineData("4d", "2026-10-24T22:00:00", "2026-10-28T23:00:00")]
    [InlineData("1w", "2026-10-25T23:00:00", "2026-10-28T23:00:00")]
    [InlineData("2w", "2026-10-18T22:00:00", "2026-10-28T23:00:00")]
    [InlineData("1mo", "2026-09-30T22:00:00", "2026-10-28T23:00:00")]
    [InlineData("12mo", "2025-10-31T23:00:00", "2026-10-28T23:00:00")]
    [InlineData("1y", "2025-10-31T23:00:00", "2026-10-28T23:00:00")]
    [InlineData("24h", "2026-10-27T00:00:00", "2026-10-28T00:00:00")]
    [InlineData("30min", "2026-10-27T23:01:00", "2026-10-27T23:31:00")]
    public void Counts_whole_intervals_of_the_clock_the_running_one_included(string text, string since, string until)
    {
        Assert.True(LastRange.TryParse(text, Berlin, Now, out var range, out _));
        Assert.Equal((since, until), ($"{range.Since.UtcDateTime:s}", $"{range.Until.UtcDateTime:s}"));
    }

    [Theory]
    [InlineData("4h", "minute")]
    [InlineData("4d", "hour")]
    [InlineData("5d", "day")]
    [InlineData("120d", "day")]
    [InlineData("121d", "month")]
    public void Is_cut_by_its_days_also_where_one_has_25_hours(string text, string unit)
    {
        Assert.True(LastRange.TryParse(text, Berlin, Now, out var range, out _));
        Assert.Equal(unit, range.Unit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("7")]
    [InlineData("7D")]
    [InlineData("7d\n")]
    [InlineData("1234567d")]
    [InlineData("100000y")]
    [InlineData("tomorrow")]
    public void Refuses_what_is_none(string text) => Assert.False(LastRange.TryParse(text, Berlin, Now, out _, out _));
}
