namespace Ingest.Demo;

/// <summary>Where a visit comes from.</summary>
/// <param name="Channel">Its kind.</param>
/// <param name="ShopWeight">How often a visit of the shop comes from there, against other sources.</param>
/// <param name="BlogWeight">The same for the blog.</param>
/// <param name="Referrer">Address of the page before; empty for none.</param>
/// <param name="Campaign">What the address of the landing page carries; empty for nothing.</param>
/// <param name="ClickIdName">Name of the click id that an ad network adds; empty for none.</param>
internal sealed record Source(Channel Channel, double ShopWeight, double BlogWeight, string Referrer, string Campaign = "", string ClickIdName = "")
{
    /// <summary>Every source.</summary>
    public static readonly Source[] All =
    [
        new(Channel.Direct, 24, 22, ""),
        new(Channel.Search, 22, 26, "https://www.google.com/"),
        new(Channel.Search, 3, 4, "https://www.bing.com/"),
        new(Channel.Search, 2, 4, "https://duckduckgo.com/"),
        new(Channel.Search, 1, 0.5, "https://www.ecosia.org/"),
        new(Channel.Social, 4, 1, "https://l.instagram.com/"),
        new(Channel.Social, 3, 1, "https://www.facebook.com/"),
        new(Channel.Social, 1, 6, "https://www.reddit.com/r/selfhosted/"),
        new(Channel.Social, 0.5, 5, "https://news.ycombinator.com/"),
        new(Channel.Social, 0.5, 3, "https://www.linkedin.com/"),
        new(Channel.Social, 0.5, 2, "https://mastodon.social/"),
        new(Channel.Social, 1, 2, "https://t.co/"),
        new(Channel.Assistant, 3, 5, "https://chatgpt.com/", "utm_source=chatgpt.com"),
        new(Channel.Assistant, 1, 2, "https://www.perplexity.ai/"),
        new(Channel.Assistant, 1, 2, "https://claude.ai/"),
        new(Channel.Assistant, 0.5, 1, "https://gemini.google.com/"),
        new(Channel.Email, 4, 1, "", "utm_source=newsletter&utm_medium=email&utm_campaign=new-arrivals"),
        new(Channel.Email, 3, 4, "https://mail.google.com/", "utm_source=newsletter&utm_medium=email&utm_campaign=weekly-letter"),
        new(Channel.Ads, 8, 0, "https://www.google.com/", "utm_source=google&utm_medium=cpc&utm_campaign=brand&utm_term=demo%20shop", "gclid"),
        new(Channel.Ads, 5, 0, "https://www.google.com/", "utm_source=google&utm_medium=cpc&utm_campaign=desk-lamps&utm_content=variant-b", "gclid"),
        new(Channel.Ads, 6, 0, "https://l.facebook.com/", "utm_source=facebook&utm_medium=paid&utm_campaign=autumn&utm_content=video", "fbclid"),
        new(Channel.Ads, 1, 0, "https://www.bing.com/", "utm_source=bing&utm_medium=cpc&utm_campaign=brand", "msclkid"),
        new(Channel.Referral, 2, 3, "https://github.com/example/awesome-lists"),
        new(Channel.Referral, 1, 2, "https://dev.to/"),
        new(Channel.Referral, 3, 0.5, "https://blog.example.com/posts/a-lamp-for-every-desk"),
        new(Channel.Referral, 0.5, 2, "https://shop.example.com/"),
    ];

    /// <summary>The landing page's address as it is clicked, from a path without query.</summary>
    public string Land(string path, SeededRandom random)
    {
        var query = ClickIdName.Length == 0 ? Campaign : $"{Campaign}&{ClickIdName}={ClickId(random)}";
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    private static string ClickId(SeededRandom random) => $"Demo-{random.Next():x16}{random.Next():x16}";
}
