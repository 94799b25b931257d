using System.Text;
using Ingest.Core.Buffers;
using Xunit;

namespace Ingest.Tests.Buffers;

public sealed class Utf16LengthTests
{
    [Theory]
    [InlineData("", 0, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abc", 2, "ab")]
    [InlineData("äöü", 2, "äö")]
    [InlineData("€uro", 1, "€")]
    [InlineData("a😀b", 2, "a")]
    [InlineData("a😀b", 3, "a😀")]
    [InlineData("😀", 1, "")]
    public void Keeps_the_longest_prefix_that_fits(string text, int unitsMax, string expected)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Assert.Equal(expected, Encoding.UTF8.GetString(utf8.AsSpan(0, Utf16Length.TruncatedLength(utf8, unitsMax))));
    }
}
