using System.Text;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Urls;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Enrichment.Urls;

public sealed class UrlEnricherTests
{
    [Theory]
    [InlineData("/caf%C3%A9%20x", "/café x")]
    [InlineData("/a%2Fb%3f%23%26%2B%2C%24%3B%3D%40%3A", "/a%2Fb%3f%23%26%2B%2C%24%3B%3D%40%3A")]
    [InlineData("/%41%", "/%41%")]
    [InlineData("/%41%C3", "/%41%C3")]
    [InlineData("/%C3%28", "/%C3%28")]
    [InlineData("/%C0%80", "/%C0%80")]
    [InlineData("/%ED%A0%80", "/%ED%A0%80")]
    [InlineData("/%F0%9F%98%80#%F0%9F%98%80", "/😀#😀")]
    [InlineData("/%41#%", "/%41#%")]
    [InlineData("/a^b|c", "/a^b|c")]
    [InlineData("/undefined?x#y", "")]
    [InlineData("/undefined/", "/undefined/")]
    [InlineData("/?#", "/")]
    public void Decodes_the_path_as_decodeURI_does(string url, string path) => Assert.Equal(path, EnrichedEvent.Of((PayloadField.Url, url))[TextField.UrlPath]);

    [Theory]
    [InlineData("100%25 %2F%3f", "100% /?")]
    [InlineData("100% %41", "100% %41")]
    [InlineData("na\u00efve %C3%AF", "na\u00efve \u00ef")]
    [InlineData("a%00b", "a\0b")]
    public void Decodes_the_title_as_decodeURIComponent_does(string title, string stored) =>
        Assert.Equal(stored, EnrichedEvent.Of((PayloadField.Title, title))[TextField.PageTitle]);

    [Theory]
    [InlineData(PayloadType.Event, SourceKind.Website, "", EventType.Pageview)]
    [InlineData(PayloadType.Event, SourceKind.Website, "n", EventType.Custom)]
    [InlineData(PayloadType.Event, SourceKind.Link, "n", EventType.Link)]
    [InlineData(PayloadType.Event, SourceKind.Pixel, "", EventType.Pixel)]
    [InlineData(PayloadType.Performance, SourceKind.Pixel, "n", EventType.Performance)]
    [InlineData(PayloadType.Identify, SourceKind.Website, "n", EventType.Identify)]
    public void Says_what_the_event_is(PayloadType type, SourceKind source, string name, EventType expected)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        (payload.Type, payload.SourceKind) = (type, source);
        payload.Set(PayloadField.Name, request.Arena.Append(Encoding.UTF8.GetBytes(name)));
        var sent = new EnrichedEvent().Enrich(request);
        Assert.Equal((expected, type == PayloadType.Event ? name : ""), (sent.Draft.Type, sent[TextField.EventName]));
    }

    [Fact]
    public void An_absent_url_has_no_path_and_keeps_the_hostname()
    {
        var sent = EnrichedEvent.Of((PayloadField.Hostname, "Example.com:8080"));
        Assert.Equal(("", "Example.com:8080"), (sent[TextField.UrlPath], sent[TextField.Hostname]));
    }

    [Theory]
    [InlineData("https://www.Example.com:8080/", "example.com")]
    [InlineData("https://wwwx.example.com/", "wwwx.example.com")]
    [InlineData("https://www.www.de/", "www.de")]
    [InlineData("https://[::1]:80/", "[::1]")]
    [InlineData("https://bücher.example/", "xn--bcher-kva.example")]
    [InlineData("/x", "localhost")]
    [InlineData("file:///x", "")]
    public void Takes_the_hostname_of_the_url_when_none_is_sent(string url, string hostname) =>
        Assert.Equal(hostname, EnrichedEvent.Of((PayloadField.Url, url))[TextField.Hostname]);

    [Theory]
    [InlineData("exa mple")]
    [InlineData("/")]
    [InlineData("a:99999")]
    public void A_hostname_that_makes_no_url_costs_nothing_else(string hostname)
    {
        var sent = EnrichedEvent.Of((PayloadField.Url, "/x?utm_source=s"), (PayloadField.Hostname, hostname), (PayloadField.Referrer, "/r"));
        Assert.Equal(("/x", "s", hostname), (sent[TextField.UrlPath], sent[TextField.UtmSource], sent[TextField.Hostname]));
        Assert.Equal(("/r", "localhost"), (sent[TextField.ReferrerPath], sent[TextField.ReferrerDomain]));
    }

    [Theory]
    [InlineData("utm_source=a+b%20c%2Bd", "a b c+d")]
    [InlineData("utm%5Fsource=encoded", "encoded")]
    [InlineData("%75%74%6D%5F%73%6F%75%72%63%65=all", "all")]
    [InlineData("utm_source=&utm_source=second", "")]
    [InlineData("utm_source&utm_source=second", "")]
    [InlineData("&&x&utm_source=a=b&", "a=b")]
    [InlineData("utm_source=%zz%4", "%zz%4")]
    [InlineData("utm_source=%FFx%C3%A9", "\uFFFDxé")]
    [InlineData("utm_source=é", "é")]
    [InlineData("UTM_SOURCE=x&utm_source2=y&utm+source=z&utm_sourc=w", "")]
    public void Reads_a_campaign_parameter_as_URLSearchParams_does(string query, string source) =>
        Assert.Equal(source, EnrichedEvent.Of((PayloadField.Url, "/?" + query))[TextField.UtmSource]);

    [Theory]
    [InlineData("https://www.google.com/s%20x?q=%20#f", "/s x", "q=%20", "google.com")]
    [InlineData("/prev", "/prev", "", "localhost")]
    [InlineData("prev?q=1", "/prev", "q=1", "localhost")]
    [InlineData("//www.other.example", "/", "", "other.example")]
    [InlineData("mailto:a@b", "a@b", "", "")]
    [InlineData("", "", "", "")]
    public void Stores_the_referrer_in_parts(string referrer, string path, string query, string domain)
    {
        var sent = EnrichedEvent.Of((PayloadField.Url, "https://www.example.com/x"), (PayloadField.Referrer, referrer));
        Assert.Equal((path, query, domain), (sent[TextField.ReferrerPath], sent[TextField.ReferrerQuery], sent[TextField.ReferrerDomain]));
    }

    [Fact]
    public void A_relative_referrer_is_on_the_named_host()
    {
        var sent = EnrichedEvent.Of((PayloadField.Url, "https://other.example/x"), (PayloadField.Hostname, "www.example.com"), (PayloadField.Referrer, "/r"));
        Assert.Equal(("/r", "example.com"), (sent[TextField.ReferrerPath], sent[TextField.ReferrerDomain]));
    }

    [Fact]
    public void A_query_alone_keeps_the_path_of_the_base_for_the_referrer_too()
    {
        var sent = EnrichedEvent.Of((PayloadField.Hostname, "h/%2541/"), (PayloadField.Url, "?x"), (PayloadField.Referrer, "?y"));
        Assert.Equal(("/%41/", "/%41/"), (sent[TextField.UrlPath], sent[TextField.ReferrerPath]));
    }

    [Theory]
    [InlineData("/a/", "/a")]
    [InlineData("/", "/")]
    [InlineData("/#h", "/#h")]
    [InlineData("/a/#h", "/a#h")]
    [InlineData("/a/#h/", "/a#h/")]
    [InlineData("/a#h/", "/a#h")]
    [InlineData("/a", "/a")]
    [InlineData("/%C3%A9/", "/é")]
    [InlineData("/undefined", "")]
    public void Removes_a_trailing_slash_when_told(string url, string path)
    {
        var sent = new EnrichedEvent(new UrlOptions { RemoveTrailingSlash = true }).Send((PayloadField.Url, url));
        Assert.Equal(path, sent[TextField.UrlPath]);
    }

    [Fact]
    public void Truncates_to_whole_characters_after_decoding()
    {
        var sent = EnrichedEvent.Of(
            (PayloadField.Url, "/" + string.Concat(Enumerable.Repeat("%F0%9F%98%80", 300)) + "?gclid=" + new string('g', 256)),
            (PayloadField.Id, new string('i', 51)),
            (PayloadField.Hostname, new string('h', 101)),
            (PayloadField.Title, new string('t', 499) + "%F0%9F%98%80"));
        Assert.Equal("/" + string.Concat(Enumerable.Repeat("😀", 249)), sent[TextField.UrlPath]);
        Assert.Equal((255, 50, 100, 499), (sent[TextField.Gclid].Length, sent[TextField.DistinctId].Length, sent[TextField.Hostname].Length, sent[TextField.PageTitle].Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_plain_url_allocates_nothing(int sample)
    {
        (string Url, string Hostname)[] samples =
        [
            ("https://www.example.com/a/b%20c?utm_source=news+letter&utm_medium=mail&utm_campaign=c%20d&gclid=1#top", "www.example.com"),
            ("/a/../b?utm_source=x", "example.com:8080"),
        ];
        var request = new IntakeRequest();
        var payload = request.Add();
        payload.Set(PayloadField.Url, request.Arena.Append(Encoding.UTF8.GetBytes(samples[sample].Url)));
        payload.Set(PayloadField.Hostname, request.Arena.Append(Encoding.UTF8.GetBytes(samples[sample].Hostname)));
        payload.Set(PayloadField.Referrer, request.Arena.Append("https://www.google.com/search?q=1"u8));
        payload.Set(PayloadField.Title, request.Arena.Append("100%25 na\u00efve"u8));
        var enricher = new UrlEnricher(new UrlOptions());
        var context = new EnrichmentContext();
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                context.Start(request, 0);
                enricher.Enrich(context);
                WhatwgUrl.IsValid(payload[PayloadField.Url]);
            }
        }));
    }
}
