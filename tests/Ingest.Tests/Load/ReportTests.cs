using Ingest.Load.Commands;
using Ingest.Load.Reports;

namespace Ingest.Tests.Load;

/// <summary>What reports and options say.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData("--verify-password", "secret")]
    [InlineData("--verify-password=secret")]
    public void The_password_is_in_no_report(params string[] words) =>
        Assert.DoesNotContain("secret", LoadReport.CommandLine(["--seed", "2", .. words, "--batch", "10"]), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "-")]
    [InlineData(999, "999 ns")]
    [InlineData(1_500, "1.50 µs")]
    [InlineData(12_345_678, "12.3 ms")]
    [InlineData(3_000_000_000, "3.00 s")]
    public void Times_have_three_digits(double nanoseconds, string text) => Assert.Equal(text, Units.Time(nanoseconds));

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30", 30.0)]
    [InlineData("1.5s", 1.5)]
    [InlineData("10m", 600.0)]
    [InlineData("1h", 3600.0)]
    [InlineData("-1s", null)]
    [InlineData("x", null)]
    [InlineData("5d", null)]
    public void Times_are_read_as_people_write_them(string text, double? seconds) => Assert.Equal(seconds, OptionParsers.ParseTime(text)?.TotalSeconds);

    [Fact]
    public void Scales_end_at_round_values_and_hold_all()
    {
        Assert.Equal([0, 2000, 4000, 6000, 8000, 10_000], Axis.Linear(8_700).Ticks());
        Assert.Equal([1_000, 10_000, 100_000], Axis.Logarithmic(2_500, 99_000).Ticks().Select(tick => (int)Math.Round(tick)));
        Assert.Equal(0.5, Axis.Logarithmic(1_000, 100_000).Place(10_000), precision: 6);
    }
}
