using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Buffers;
using Ingest.Core.Enrichment.Urls;

namespace Ingest.Tests.Enrichment.Urls;

/// <summary>The short way through plain URLs finds what the parser of the standard finds.</summary>
public sealed class PlainUrlTests
{
    // Pieces of plain URLs, of which enough are wrong for the short way that every reason to leave it is met.
    private static readonly string[] Starts = ["https://", "http://", "https://", "HTTPS://", "https:/", "https:", "ftp://", "//", "", "/", "file://", "mailto:", " https://"];

    private static readonly string[] Hosts =
    [
        "example.com", "shop.example.com", "localhost", "a", "a..b", ".com", "example.com.", "Example.com", "xn--nxasmq6b", "a.xn--b", "1.2.3.4", "a.1", "a.0x1",
        "a.b1", "", "user@example.com", "example.com:443", "example.com:8080", "[::1]", "exa mple.com", "exa%6dple.com", "bücher.de", "a_b.com", "-a.com",
    ];

    private static readonly string[] Paths =
        ["", "/", "/a", "/a/b/", "/a//b", "/.", "/..", "/a/../b", "/.well-known/x", "/%2e", "/%2E%2e/a", "/a.b", "/a b", "/ü", "/%C3%BC", "/a\\b", "\\a", "/^", "/`", "/{a}", "/a|b", "/C:/x", "/a;b=c", "//x"];

    private static readonly string[] Queries = ["", "?", "?a=b", "?a=b&c=d+e", "?a?b", "?a'b", "?\"", "?<", "?ü", "?a b", "?%zz", "?a\tb"];

    private static readonly string[] Fragments = ["", "#", "#a", "#a b", "#a#b", "#`", "#a?b", "#ü", "# ", "#a\n"];

    [Fact]
    public void Every_url_has_the_parts_that_the_parser_finds() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Urls(), text =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var baseText in new[] { "", "https://localhost", "http://u:p@example.com:81/x/y?q#f", "file:///C:/x", "mailto:x" })
        {
            var (fast, slow) = (new Utf8Arena(), new Utf8Arena());
            Assert.Equal(Parts(bytes, baseText, slow, isSlow: true), Parts(bytes, baseText, fast, isSlow: false));
        }

        return true;
    }));

    [Fact]
    public void Every_url_is_valid_when_the_parser_says_so() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Urls(), text =>
        WhatwgUrl.IsValid(Encoding.UTF8.GetBytes(text)) == (Parts(Encoding.UTF8.GetBytes(text), "https://localhost", new Utf8Arena(), isSlow: true) is not null)));

    [Theory]
    [InlineData("https://shop.example.com/products/shoes/7?utm_source=news&utm_medium=mail#sizes")]
    [InlineData("http://localhost")]
    [InlineData("https://www.google.com/search?q=shoes")]
    public void Usual_urls_are_plain(string text) => Assert.True(PlainUrl.TryFind(Encoding.UTF8.GetBytes(text), out _));

    private static Arbitrary<string> Urls() =>
        (from start in Gen.Elements(Starts)
         from host in Gen.Elements(Hosts)
         from path in Gen.Elements(Paths)
         from more in Gen.Elements(Paths)
         from query in Gen.Elements(Queries)
         from fragment in Gen.Elements(Fragments)
         select start + host + path + more + query + fragment).ToArbitrary();

    private static string? Parts(byte[] text, string baseText, Utf8Arena arena, bool isSlow)
    {
        WhatwgUrl baseUrl = default;
        Assert.True(baseText.Length == 0 || WhatwgUrl.TryParseSlow(Encoding.UTF8.GetBytes(baseText), default, arena, out baseUrl));
        var isValid = isSlow ? WhatwgUrl.TryParseSlow(text, baseUrl, arena, out var url) : WhatwgUrl.TryParse(text, baseUrl, arena, out url);
        return isValid
            ? string.Join('|', new[] { url.Scheme, url.Username, url.Password, url.Host, url.Path, url.Query, url.Fragment }
                .Select(part => part.IsPresent ? "=" + Encoding.UTF8.GetString(arena[part]) : "-")
                .Append($"{url.Port} {url.HasOpaquePath} {url.SchemeKind}"))
            : null;
    }
}
