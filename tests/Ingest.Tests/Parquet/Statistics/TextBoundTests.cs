using System.Text;
using Ingest.Parquet.Statistics;

namespace Ingest.Tests.Parquet.Statistics;

public sealed class TextBoundTests
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("0123456789abcdef", "0123456789abcdef")]
    [InlineData("0123456789abcdef-", "0123456789abcdeg")]
    [InlineData("0123456789abcde\uFFFF-", "0123456789abcde\U00010000")]
    [InlineData("0123456789abcde\uD7FF-", "0123456789abcde\uE000")]
    [InlineData("0123456789abcde\u007F-", "0123456789abcde\u0080")]
    [InlineData("0123456789abcde\U0010FFFF-", "0123456789abcdf")]
    [InlineData("日本語日本語日本語日本語日本語日本語", "日本語日本語日本語日本語日本語旦")]
    public void An_upper_bound_is_the_next_text_of_sixteen_characters(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(TextBound.Upper(Encoding.UTF8.GetBytes(text), TextBound.IcebergCodePoints)!));

    [Fact]
    public void There_is_no_upper_bound_of_last_characters_alone() =>
        Assert.Null(TextBound.Upper(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\U0010FFFF", 17))), 16));

    [Fact]
    public void Bounds_enclose_every_text_and_are_well_formed()
    {
        string[] letters = ["a", "z", "\u007F", "ü", "\u07FF", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF"];
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(0, 24)).Select(_ => letters[random.Next(letters.Length)])));
            var lower = TextBound.Lower(text, 16);
            Assert.True(lower.SequenceCompareTo(text) <= 0 && text.AsSpan().StartsWith(lower), $"seed {seed}");
            Assert.InRange(Encoding.UTF8.GetString(lower).EnumerateRunes().Count(), 0, 16);
            if (TextBound.Upper(text, 16) is { } upper)
            {
                Assert.True(upper.AsSpan().SequenceCompareTo(text) >= 0, $"seed {seed}");
                Assert.True(System.Text.Unicode.Utf8.IsValid(upper), $"seed {seed}");
                Assert.InRange(Encoding.UTF8.GetString(upper).EnumerateRunes().Count(), 0, 16);
            }
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_passed_over()
    {
        Assert.Equal("b"u8.ToArray(), TextBound.Successor([(byte)'a', 0xFF, 0xC3]));
        Assert.Null(TextBound.Successor([0xFF]));
        Assert.Equal(1, TextBound.PrefixBytes("aüüü"u8, bytesMax: 2));
    }
}
