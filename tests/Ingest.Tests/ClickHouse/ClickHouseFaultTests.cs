using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Tests.ClickHouse;

public sealed class ClickHouseFaultTests
{
    // A text in a number's column, a value out of range, malformed data, throwIf in a view, a constraint.
    [Theory]
    [InlineData(6)]
    [InlineData(72)]
    [InlineData(407)]
    [InlineData(117)]
    [InlineData(395)]
    [InlineData(469)]
    public void What_a_value_brings_about_is_a_refusal(int code) =>
        Assert.True(ClickHouseFault.IsRefusal(new ClickHouseException(code, 400, "text")));

    // No column, an inconvertible type, a body that broke off, no table, no database, memory, read only, too many parts, time, access, no code.
    [Theory]
    [InlineData(16)]
    [InlineData(53)]
    [InlineData(33)]
    [InlineData(60)]
    [InlineData(81)]
    [InlineData(241)]
    [InlineData(242)]
    [InlineData(252)]
    [InlineData(159)]
    [InlineData(497)]
    [InlineData(516)]
    [InlineData(0)]
    public void What_every_row_would_meet_is_none(int code) =>
        Assert.False(ClickHouseFault.IsRefusal(new ClickHouseException(code, 500, "text")));

    [Fact]
    public void What_is_no_answer_of_ClickHouse_is_none() =>
        Assert.All([new HttpRequestException("reset"), new IOException("reset"), new TimeoutException("late")], (Exception fault) => Assert.False(ClickHouseFault.IsRefusal(fault)));
}
