namespace Ingest.Demo;

/// <summary>How people read the blog: one article mostly, some a few more, and a few become subscribers or members.</summary>
internal static class BlogJourney
{
    private const int FurtherPagesMax = 4;

    private static readonly Page[] Articles =
    [
        new("/posts/a-lamp-for-every-desk", "A lamp for every desk | Demo blog", 10),
        new("/posts/why-we-host-it-ourselves", "Why we host it ourselves | Demo blog", 9),
        new("/posts/counting-without-cookies", "Counting without cookies | Demo blog", 8),
        new("/posts/coffee-by-the-numbers", "Coffee by the numbers | Demo blog", 6),
        new("/posts/small-servers", "Small servers | Demo blog", 5),
        new("/posts/a-year-of-sql", "A year of SQL | Demo blog", 5),
        new("/posts/reading-list", "Reading list | Demo blog", 3),
        new("/posts/how-we-ship", "How we ship | Demo blog", 3),
        new("/posts/hello", "Hello | Demo blog", 1),
    ];

    private static readonly Page Home = new("/", "Demo blog");
    private static readonly Page[] Others = [new("/archive", "Archive | Demo blog"), new("/about", "About | Demo blog"), new("/membership", "Membership | Demo blog")];
    private static readonly WeightedChoice<Page> ArticleChoice = new(Articles, page => page.Weight);

    /// <summary>Walks.</summary>
    public static void Walk(VisitScript script)
    {
        var random = script.Random;
        script.Open(random.IsChance(script.Source.Channel == Channel.Direct ? 0.5 : 0.9) ? ArticleChoice.Draw(random) : Home);
        if (random.IsChance(DemoSite.Blog.BounceShare))
        {
            return;
        }

        for (var left = 1 + random.Below(FurtherPagesMax); left > 0; left--)
        {
            script.Open(random.IsChance(0.75) ? ArticleChoice.Draw(random) : random.IsChance(0.4) ? Home : random.Of(Others));
            Act(script);
        }

        if (random.IsChance(0.02))
        {
            Join(script);
        }
    }

    private static void Act(VisitScript script)
    {
        var random = script.Random;
        if (random.IsChance(0.05))
        {
            script.Do("newsletter", ("place", random.Of(["article", "sidebar", "footer"])), ("weekly", random.IsChance(0.8)));
        }

        if (random.IsChance(0.08))
        {
            script.Do("outbound-link-click", ("url", random.Of(["https://github.com/example/ingest-demo", "https://shop.example.com/products/desk-lamp", "https://clickhouse.com/docs"])));
        }

        if (random.IsChance(0.03))
        {
            script.Do("file-download", ("url", random.Of(["https://blog.example.com/files/queries.zip", "https://blog.example.com/files/slides.pdf"])));
        }
    }

    private static void Join(VisitScript script)
    {
        var random = script.Random;
        var plan = random.Of(["free", "free", "monthly", "yearly"]);
        script.Do("signup", ("plan", plan), ("newsletter", true), ("trial_ends_at", script.Hour.AddDays(14)));
        if (plan != "free")
        {
            script.Do("purchase", ("revenue", plan == "monthly" ? 5.00m : 50.00m), ("currency", "USD"), ("plan", plan), ("items", 1), ("first_order", true));
        }
    }
}
