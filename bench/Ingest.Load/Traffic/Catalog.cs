using System.Text;

namespace Ingest.Load.Traffic;

/// <summary>A page of every site.</summary>
/// <param name="Path">Path of its address.</param>
/// <param name="Title">Its title, as JSON text.</param>
internal sealed record Page(byte[] Path, byte[] Title);

/// <summary>What visitors see and where they come from: pages, referrers, campaigns, languages, hosts. Made up; the most frequent first.</summary>
internal static class Catalog
{
    private static readonly string[] Materials = ["wool", "linen", "oak", "stoneware", "copper", "leather", "cotton", "ash", "glass", "cork"];
    private static readonly string[] Things = ["blanket", "chair", "lamp", "bowl", "apron", "shelf", "basket", "cushion", "jug", "table", "notebook", "doormat", "mirror", "stool", "tray"];
    private static readonly string[] Subjects = ["care-for-wood", "small-kitchens", "how-we-dye", "repair-or-replace", "a-visit-to-the-mill", "winter-light"];

    /// <summary>The pages.</summary>
    public static IReadOnlyList<Page> Pages { get; } = [.. Named(), .. Products(), .. Articles()];

    /// <summary>Where visits come from; most come from nowhere or a search.</summary>
    public static IReadOnlyList<byte[]> Referrers { get; } = Bytes(
        "", "https://www.google.com/", "https://duckduckgo.com/", "https://www.bing.com/", "https://t.co/Xk2pQw9Lr1", "https://l.instagram.com/",
        "https://www.reddit.com/r/interiors/comments/1k2p9x/where_to_buy_linen/", "https://news.ycombinator.com/item?id=41234567", "https://www.linkedin.com/",
        "https://blog.example.org/2026/rooms-with-little-light?from=feed", "https://www.pinterest.com/pin/770397080019884/", "https://chatgpt.com/");

    /// <summary>Queries that visits of a campaign begin with.</summary>
    public static IReadOnlyList<byte[]> Campaigns { get; } = Bytes(
        "?utm_source=newsletter&utm_medium=email&utm_campaign=spring-2026", "?gclid=EAIaIQobChMI5c2r8Pq_kQMVh4KDBx0Zcw3pEAAYASAAEgJ9kvD_BwE&utm_source=google&utm_medium=cpc",
        "?utm_source=instagram&utm_medium=social&utm_campaign=makers&utm_content=story-2", "?fbclid=IwAR2m0bY7kQ1v9zqkqJ3e5sY2u8Gm4w", "?utm_source=partner&utm_medium=referral&utm_term=linen");

    /// <summary>Languages of browsers.</summary>
    public static IReadOnlyList<byte[]> Languages { get; } = Bytes(
        "en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "nl-NL", "pt-BR", "ja-JP", "it-IT", "pl-PL", "sv-SE", "zh-CN", "ko-KR", "tr-TR", "da-DK", "cs-CZ", "en", "de");

    /// <summary>Hosts of sites.</summary>
    public static IReadOnlyList<byte[]> Hosts { get; } = Bytes(
        "www.fieldstone.example", "shop.larkandpine.example", "fernweh.example", "store.tidewater.example", "www.hearthmade.example", "halden.example");

    /// <summary>Custom events: the text up to a number, and the text after it.</summary>
    public static IReadOnlyList<(byte[] Before, byte[] After)> CustomEvents { get; } =
    [
        Custom("add-to-cart", """ "product":"wool-blanket-grey","quantity":1,"member":false,"price": """, ""),
        Custom("search", """ "query":"linen curtain","filters":{"colour":"natural","in_stock":true},"results": """, ""),
        Custom("scroll-depth", """ "percent": """, ""),
        Custom("video-play", """ "video":"how-we-dye","quality":"1080p","position": """, ""),
        Custom("newsletter-join", """ "source":"footer","variant":"b","pages_before": """, ""),
        Custom("filter-change", """ "colours":["grey","sand"],"price_max": """, ""","sort":"newest" """),
    ];

    /// <summary>All are plain text: nothing to escape in JSON.</summary>
    private static IEnumerable<Page> Named()
    {
        yield return Of("/", "Fieldstone: things for rooms");
        yield return Of("/collections/new", "New this week | Fieldstone");
        yield return Of("/cart", "Your basket | Fieldstone");
        yield return Of("/checkout", "Checkout | Fieldstone");
        yield return Of("/about", "About us and our workshop | Fieldstone");
        yield return Of("/help/delivery", "Delivery and returns | Fieldstone");
    }

    private static IEnumerable<Page> Products() =>
        from thing in Things
        from material in Materials
        select Of($"/products/{material}-{thing}", $"{char.ToUpperInvariant(material[0])}{material[1..]} {thing} | Fieldstone");

    private static IEnumerable<Page> Articles() =>
        from year in (int[])[2026, 2025, 2024, 2023]
        from subject in Subjects
        select Of($"/journal/{year}/{subject}", $"{subject.Replace('-', ' ')} (Journal {year}) | Fieldstone");

    private static Page Of(string path, string title) => new(Encoding.UTF8.GetBytes(path), Encoding.UTF8.GetBytes(title));

    private static (byte[] Before, byte[] After) Custom(string name, string before, string after) =>
        (Encoding.UTF8.GetBytes($$""","name":"{{name}}","data":{{{before.Trim()}}"""), Encoding.UTF8.GetBytes(after.Trim() + "}"));

    private static IReadOnlyList<byte[]> Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
