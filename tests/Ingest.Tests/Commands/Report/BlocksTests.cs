using Ingest.Commands.Report;

namespace Ingest.Tests.Commands.Report;

public sealed class BlocksTests
{
    [Theory]
    [InlineData(10, 10, "████")]
    [InlineData(5, 10, "██")]
    [InlineData(1, 1000, "▏")]
    [InlineData(0, 10, "")]
    [InlineData(0, 0, "")]
    public void A_bar_is_as_long_as_its_part_of_the_greatest(double value, double max, string expected) => Assert.Equal(expected, Blocks.Bar(value, max, 4));

    [Fact]
    public void Columns_are_as_high_as_their_part_of_the_greatest() =>
        Assert.Equal(["  █", " ██"], Blocks.Columns([0, 4, 8], width: 3, height: 2));

    [Fact]
    public void More_values_than_fit_are_drawn_by_the_greatest_of_a_place() => Assert.Equal("▄█", Blocks.Sparkline([0, 4, 8, 1], width: 2));

    [Fact]
    public void Shades_grow_with_the_share() => Assert.Equal(" ░▒▓█", string.Concat(new[] { 0, 0.1, 0.4, 0.7, 1 }.Select(Blocks.Shade)));
}
