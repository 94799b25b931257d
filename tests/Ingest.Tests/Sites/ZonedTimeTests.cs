using Ingest.Core.Sites;

namespace Ingest.Tests.Sites;

/// <summary>Clocks on the wall.</summary>
public sealed class ZonedTimeTests
{
    [Theory]
    [InlineData("UTC", "2026-01-01", "2027-01-01", true)]
    [InlineData("Europe/Berlin", "2026-01-01", "2027-01-01", true)]
    [InlineData("America/New_York", "2026-11-01", "2026-11-02", true)]
    [InlineData("Asia/Kolkata", "2026-01-01", "2026-01-02", false)]
    [InlineData("Asia/Kathmandu", "2026-01-01", "2026-01-02", false)]
    [InlineData("Australia/Lord_Howe", "2026-01-01", "2026-02-01", true)]
    [InlineData("Australia/Lord_Howe", "2026-01-01", "2026-12-01", false)]
    [InlineData("Asia/Gaza", "2011-01-01", "2011-12-01", false)]
    [InlineData("Asia/Gaza", "2011-05-01", "2011-06-01", true)]
    public void Hours_are_whole_where_clocks_are_hours_away_and_set_with_the_hour(string zone, string since, string until, bool expected) =>
        Assert.Equal(expected, ZonedTime.HasWholeHours(TimeZoneInfo.FindSystemTimeZoneById(zone), At(since), At(until)));

    [Fact]
    public void A_clock_that_is_set_within_the_time_counts_whatever_the_hour_it_begins_with()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe");
        var set = new DateTimeOffset(2026, 4, 4, 15, 0, 0, TimeSpan.Zero);
        for (var hour = -30; hour <= 0; hour++)
        {
            Assert.False(ZonedTime.HasWholeHours(zone, set.AddHours(hour), set.AddHours(1)), $"from {hour} h");
        }
    }

    private static DateTimeOffset At(string date) => DateTimeOffset.Parse($"{date}T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
