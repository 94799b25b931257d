using Ingest.Commands;
using Ingest.Core.Intake;

namespace Ingest.Tests.Commands;

public sealed class WhyTests
{
    [Fact]
    public void Every_reason_has_its_own_advice()
    {
        var advice = Enum.GetValues<RejectionReason>().Where(reason => reason != RejectionReason.None).Select(reason => RejectionAdvice.Of(RejectionNames.Of(reason))).ToList();
        Assert.Equal(advice.Count, advice.Distinct().Count());
        Assert.DoesNotContain(RejectionAdvice.Of("of a later version"), advice);
    }

    [Theory]
    [InlineData("30m", 30)]
    [InlineData("24h", 24 * 60)]
    [InlineData("7d", 7 * 24 * 60)]
    public void Times_are_read_as_people_write_them(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), TimeSpanOption.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("0h")]
    [InlineData("-1h")]
    [InlineData("24")]
    [InlineData("1.5h")]
    [InlineData("4000d")]
    [InlineData("2147483647d")]
    public void What_is_no_time_is_refused(string text) => Assert.Null(TimeSpanOption.Parse(text));
}
