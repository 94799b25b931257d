using Ingest.Endpoints.Metrics;

namespace Ingest.Tests.Endpoints.Metrics;

/// <summary>Which moment a text means.</summary>
public sealed class TimeTextTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-11-01", "2026-10-31T23:00:00.000")]
    [InlineData("2026-11-01T12:30", "2026-11-01T11:30:00.000")]
    [InlineData("2026-11-01 12:30:15", "2026-11-01T11:30:15.000")]
    [InlineData("2026-11-01T12:30:15.250", "2026-11-01T11:30:15.250")]
    [InlineData("2026-11-01T12:30Z", "2026-11-01T12:30:00.000")]
    [InlineData("2026-11-01T12:30:15Z", "2026-11-01T12:30:15.000")]
    [InlineData("2026-11-01T12:30:15.5-08:00", "2026-11-01T20:30:15.500")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:00:00.000")]
    [InlineData("2026-10-25T02:30", "2026-10-25T00:30:00.000")]
    public void Reads_a_time_of_the_zone_or_of_its_own_offset(string text, string expected)
    {
        Assert.True(TimeText.TryParse(text, Berlin, out var moment));
        Assert.Equal(expected, $"{moment.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("01/02/2026")]
    [InlineData("2026-11-01T25:00")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("1793491200")]
    public void Refuses_what_is_no_time(string text) => Assert.False(TimeText.TryParse(text, Berlin, out _));
}
