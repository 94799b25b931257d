using Ingest.Core.Links;

namespace Ingest.Tests.Links;

public sealed class LinkTargetTests
{
    [Theory]
    [InlineData("https://shop.example/sale?a=1#top")]
    [InlineData("HTTP://shop.example:8080")]
    [InlineData("https://xn--mnchen-3ya.example/M%C3%BCnchen")]
    [InlineData("https://[2001:db8::1]/")]
    [InlineData("https://shop.example/@handle?mail=a@b.example")]
    public void A_web_address_may_be_a_target(string target) => Assert.Null(FaultOf(target));

    [Theory]
    [InlineData("", "Give the URL")]
    [InlineData("javascript:alert(1)", "no absolute URL of http or https")]
    [InlineData("JavaScript://shop.example/%0aalert(1)", "no absolute URL of http or https")]
    [InlineData("data:text/html,hello", "no absolute URL of http or https")]
    [InlineData("ftp://shop.example/", "no absolute URL of http or https")]
    [InlineData("//shop.example/", "no absolute URL of http or https")]
    [InlineData("/sale", "no absolute URL of http or https")]
    [InlineData("shop.example", "no absolute URL of http or https")]
    [InlineData("http:shop.example", "no absolute URL of http or https")]
    [InlineData("https://", "is no URL")]
    [InlineData("https://shop.example:x/", "is no URL")]
    [InlineData("https://user:secret@shop.example/", "Leave them out")]
    [InlineData("https://user@shop.example/", "Leave them out")]
    [InlineData("https://@shop.example/", "Leave them out")]
    [InlineData("https://shop.example/\r\nSet-Cookie: a=b", "control characters")]
    [InlineData("https://shop.example/\u0085", "control characters")]
    [InlineData("https://shop.example\\@other.example/", "the character \"\\\"")]
    [InlineData("https://shop.example/a b", "Copy it from the address bar")]
    [InlineData("https://shop.example/é", "the character \"é\"")]
    [InlineData("https://shop.example/<script>", "the character \"<\"")]
    public void Everything_else_is_refused_with_the_remedy(string target, string expected) =>
        Assert.Contains(expected, FaultOf(target), StringComparison.Ordinal);

    [Fact]
    public void A_target_has_2048_characters_at_most_with_its_additions()
    {
        var longest = "https://shop.example/".PadRight(2_048, 'a');
        Assert.Null(FaultOf(longest));
        Assert.Contains("2049 characters", FaultOf(longest + "a"), StringComparison.Ordinal);
        Assert.Contains("with its UTM additions", FaultOf(longest, new UtmAdditions { Source = "mail" }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_addition_is_as_long_as_its_column_at_most_and_one_line()
    {
        Assert.Null(FaultOf("https://a.example/", new UtmAdditions { Term = new string('a', 255) }));
        Assert.Contains("its utm_term has 256 characters", FaultOf("https://a.example/", new UtmAdditions { Term = new string('a', 256) }), StringComparison.Ordinal);
        Assert.Contains("its utm_content has control characters", FaultOf("https://a.example/", new UtmAdditions { Content = "a\r\nb" }), StringComparison.Ordinal);
    }

    private static string? FaultOf(string target, UtmAdditions? utm = null) =>
        Link.FaultOf(new Link(Guid.NewGuid(), "slug", "Name", target, DateTimeOffset.UnixEpoch) { Utm = utm ?? UtmAdditions.None });
}
