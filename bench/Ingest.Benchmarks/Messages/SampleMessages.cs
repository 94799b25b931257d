using System.Text;

namespace Ingest.Benchmarks.Messages;

/// <summary>What the benchmarks send: the pageview of about 330 bytes that all figures of this project are given for, and a mix of what trackers send.</summary>
internal static class SampleMessages
{
    /// <summary>The one site.</summary>
    public static readonly Guid Site = new("11111111-2222-4333-8444-555555555555");

    /// <summary>The user agent of single messages.</summary>
    public static readonly byte[] Browser =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36"u8.ToArray();

    /// <summary>A public IPv4 address.</summary>
    public static readonly byte[] Address = "81.2.69.142"u8.ToArray();

    /// <summary>A pageview of the tracker script.</summary>
    public static readonly byte[] Pageview = Message(
        "\"screen\":\"1920x1080\",\"language\":\"en-US\",\"title\":\"Pricing – Example\",\"hostname\":\"shop.example.com\","
        + "\"url\":\"https://shop.example.com/pricing?utm_source=news&utm_medium=mail#plans\",\"referrer\":\"https://www.google.com/search?q=example\"");

    /// <summary>
    /// Ten messages in the proportions of a shop: seven pageviews, one of them with another script's text, two custom events with data, one
    /// of them with revenue, and one of web vitals.
    /// </summary>
    public static readonly byte[][] Mix =
    [
        Pageview,
        Message("\"screen\":\"390x844\",\"language\":\"de-DE\",\"title\":\"Startseite\",\"hostname\":\"shop.example.com\",\"url\":\"/\",\"referrer\":\"\""),
        Message("\"screen\":\"1536x864\",\"language\":\"ja-JP\",\"title\":\"商品一覧 – 例\",\"hostname\":\"shop.example.com\",\"url\":\"/%E5%95%86%E5%93%81?page=2\",\"referrer\":\"https://shop.example.com/\""),
        Message("\"screen\":\"412x915\",\"language\":\"en-GB\",\"title\":\"Blue shirt, size M\",\"hostname\":\"shop.example.com\",\"url\":\"/products/blue-shirt?size=m&gclid=EAIaIQobChMI\",\"referrer\":\"https://www.google.com/\""),
        Message("\"screen\":\"1440x900\",\"language\":\"fr-FR\",\"title\":\"Panier\",\"hostname\":\"shop.example.com\",\"url\":\"/cart\",\"referrer\":\"https://shop.example.com/products/blue-shirt\""),
        Message("\"screen\":\"1920x1080\",\"language\":\"en-US\",\"title\":\"Docs \\u2014 Getting started\",\"hostname\":\"docs.example.com\",\"url\":\"/docs/start#install\",\"referrer\":\"https://github.com/example/example\",\"tag\":\"docs\""),
        Message("\"screen\":\"2560x1440\",\"language\":\"en-US\",\"title\":\"Search\",\"hostname\":\"shop.example.com\",\"url\":\"/search?q=shirt+blue&sort=price&utm_campaign=autumn\",\"referrer\":\"https://duckduckgo.com/\",\"id\":\"user-1842\""),
        Message("\"screen\":\"390x844\",\"language\":\"en-US\",\"title\":\"Blue shirt\",\"hostname\":\"shop.example.com\",\"url\":\"/products/blue-shirt\",\"referrer\":\"\",\"name\":\"add-to-cart\",\"data\":{\"product\":{\"id\":17,\"name\":\"Blue shirt\"},\"price\":19.99,\"tags\":[\"sale\",\"men\"],\"new\":true}"),
        Message("\"screen\":\"1920x1080\",\"language\":\"en-US\",\"title\":\"Thank you\",\"hostname\":\"shop.example.com\",\"url\":\"/checkout/done\",\"referrer\":\"https://pay.example.net/\",\"name\":\"purchase\",\"data\":{\"revenue\":59.97,\"currency\":\"EUR\",\"items\":3,\"coupon\":\"AUTUMN\"}"),
        Message("\"screen\":\"412x915\",\"language\":\"en-GB\",\"hostname\":\"shop.example.com\",\"url\":\"/products/blue-shirt\",\"lcp\":1834.5,\"inp\":72,\"cls\":0.0213,\"fcp\":912,\"ttfb\":187.25", type: "performance"),
    ];

    /// <summary>A body of <c>/api/batch</c> with so many messages of the mix.</summary>
    public static byte[] Batch(int count)
    {
        var texts = Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetString(Mix[i % Mix.Length]));
        return Encoding.UTF8.GetBytes($"[{string.Join(',', texts)}]");
    }

    /// <summary>A browser's user agent that no other number has.</summary>
    public static byte[] BrowserOf(int visitor) => Encoding.UTF8.GetBytes(
        $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{100 + (visitor % 40)}.0.{visitor}.0 Safari/537.36");

    private static byte[] Message(string fields, string type = "event") =>
        Encoding.UTF8.GetBytes($$$"""{"type":"{{{type}}}","payload":{"website":"{{{Site}}}",{{{fields}}}}}""");
}
