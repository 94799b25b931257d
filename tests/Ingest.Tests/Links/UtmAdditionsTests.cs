using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Links;
using Microsoft.AspNetCore.WebUtilities;

namespace Ingest.Tests.Links;

public sealed class UtmAdditionsTests
{
    private static readonly string[] Names = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

    [Theory]
    [InlineData("https://a.example", "https://a.example?utm_source=mail")]
    [InlineData("https://a.example/?", "https://a.example/?utm_source=mail")]
    [InlineData("https://a.example/?b=1&", "https://a.example/?b=1&utm_source=mail")]
    [InlineData("https://a.example/?b=1#c?d", "https://a.example/?b=1&utm_source=mail#c?d")]
    [InlineData("https://a.example/#c?utm_source=d", "https://a.example/?utm_source=mail#c?utm_source=d")]
    [InlineData("https://a.example/?utm_source=own", "https://a.example/?utm_source=own")]
    [InlineData("https://a.example/?utm_source", "https://a.example/?utm_source")]
    [InlineData("https://a.example/?utm%5Fsource=own", "https://a.example/?utm%5Fsource=own")]
    [InlineData("https://a.example/?xutm_source=own", "https://a.example/?xutm_source=own&utm_source=mail")]
    public void An_addition_comes_behind_the_query_unless_the_target_has_it(string target, string expected) =>
        Assert.Equal(expected, new UtmAdditions { Source = "mail" }.AppendTo(target));

    [Fact]
    public void Values_are_encoded_so_that_they_stay_values() =>
        Assert.Equal(
            "https://a.example/?utm_campaign=a%26b%3Dc%23d%20%C3%A9%0D%0A",
            new UtmAdditions { Campaign = "a&b=c#d é\r\n" }.AppendTo("https://a.example/"));

    [Fact]
    public void Any_target_keeps_what_it_has_and_gets_what_it_lacks() => Check.QuickThrowOnFailure(Prop.ForAll(
        Cases.ToArbitrary(),
        one =>
        {
            var (target, additions) = one;
            var utm = new UtmAdditions { Source = additions[0], Medium = additions[1], Campaign = additions[2], Term = additions[3], Content = additions[4] };
            var location = utm.AppendTo(target);

            var (page, fragment) = Split(target);
            Assert.StartsWith(page, location, StringComparison.Ordinal);
            Assert.Equal(fragment, Split(location).Fragment);
            Assert.All(location, c => Assert.InRange(c, '!', '~'));
            Assert.Equal(location, utm.AppendTo(location));

            var (before, after) = (QueryOf(page), QueryOf(Split(location).Page));
            foreach (var (name, value) in Names.Zip(additions))
            {
                var expected = before.TryGetValue(name, out var own) ? own.ToArray() : string.IsNullOrEmpty(value) ? [] : [value];
                Assert.Equal(expected, after.GetValueOrDefault(name).ToArray());
            }

            Assert.Equal(before.Where(pair => !Names.Contains(pair.Key)).ToDictionary(), after.Where(pair => !Names.Contains(pair.Key)).ToDictionary());
        }));

    private static Gen<(string Target, string?[] Additions)> Cases =>
        from path in Gen.Elements("", "/", "/a/b", "/a%20b")
        from query in Gen.Elements("", "?", "?x=1", "?x=1&x=2", "?utm_source=own&y", "?utm_term=&utm_content=a%26b&", "?utm%5Fmedium=q")
        from fragment in Gen.Elements("", "#", "#top", "#?utm_campaign=no", "#a#b")
        from additions in Gen.ArrayOf(Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements<string?>("", "mail", "a&b", "é#?=", "100%", "+ +", "\U0001F600")), Names.Length)
        select ($"https://shop.example{path}{query}{fragment}", additions);

    private static (string Page, string Fragment) Split(string url) =>
        url.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (url[..at], url[at..]) : (url, "");

    private static Dictionary<string, Microsoft.Extensions.Primitives.StringValues> QueryOf(string page) =>
        QueryHelpers.ParseQuery(page.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? page[at..] : "");
}
