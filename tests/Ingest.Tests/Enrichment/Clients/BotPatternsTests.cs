using System.Diagnostics;
using System.Text;
using Ingest.Core.Enrichment.Clients;

namespace Ingest.Tests.Enrichment.Clients;

public sealed class BotPatternsTests
{
    private static readonly BotPatterns Patterns = new(BotPatterns.Embedded);

    [Fact]
    public void The_build_embeds_the_patterns_of_isbot() => Assert.True(BotPatterns.Embedded.Count >= 100);

    [Theory]
    [InlineData("curl/8.4.0")]
    [InlineData("Wget/1.21")]
    [InlineData("python-requests/2.31")]
    [InlineData("Go-http-client/1.1")]
    [InlineData("node")]
    [InlineData("undici")]
    [InlineData("axios/1.6.0")]
    [InlineData("okhttp/4.9.0")]
    [InlineData("PostmanRuntime/7.41.0")]
    [InlineData("Mozilla/5.0")]
    [InlineData("x")]
    [InlineData("WhatsApp/2.23")]
    [InlineData("Googlebot/2.1 (+http://www.google.com/bot.html)")]
    [InlineData("Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0 Mobile Safari/537.36 Chrome-Lighthouse")]
    public void Bots_have_a_pattern(string userAgent) => Assert.NotNull(Find(userAgent));

    [Theory]
    [InlineData("")]
    [InlineData("Mozilla/5.0 Umami/0.4.0")]
    [InlineData("Dart/3.1 (dart:io)")]
    [InlineData("Mozilla/5.0 (compatible; Yahoo! Slurp)")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) MyApp/1.0 Chrome/120.0 Electron/28.0 Safari/537.36")]
    public void Others_have_none(string userAgent) => Assert.Null(Find(userAgent));

    [Fact]
    public void Names_the_first_pattern_that_matches()
    {
        Assert.Equal("24x7", Find("(site24x7 Monitor)/2.0 (x)"));
        Assert.Equal("headless", Find("Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/129.0 Safari/537.36"));
    }

    [Theory]
    [InlineData("(\\w)", "\u00E9", null)]
    [InlineData("\\d", "\u0663", null)]
    [InlineData("\\s", "\u2003", "\\s")]
    [InlineData("\\s", "\u0085", null)]
    [InlineData("k", "\u212A", null)]
    [InlineData("b$", "b\n", null)]
    [InlineData("b\\b", "b\u00E9", "b\\b")]
    [InlineData("^.{2}$", "\U0001F600", "^.{2}$")]
    public void Matches_as_javascript_does(string pattern, string text, string? expected) =>
        Assert.Equal(expected, new BotPatterns([pattern]).Find(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_hostile_user_agent_costs_no_more_than_its_examined_part()
    {
        var hostile = Enumerable.Range(0, 20).Select(i => Encoding.ASCII.GetBytes("Mozilla/5.0 (" + string.Concat(Enumerable.Repeat("a.@a-x\u0001 (", 100_000)) + i));
        var watch = Stopwatch.StartNew();
        foreach (var userAgent in hostile)
        {
            Patterns.Find(userAgent);
        }

        // A million bytes matched in full would take seconds each.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    private static string? Find(string userAgent) => Patterns.Find(Encoding.UTF8.GetBytes(userAgent));
}
