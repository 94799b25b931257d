namespace Ingest.Load.Metrics;

/// <summary>A question that the dashboard asks.</summary>
/// <param name="Section">The page that asks it.</param>
/// <param name="View">Name of the view.</param>
/// <param name="Last">The range, up to the end of today.</param>
/// <param name="Parameters">Further parameters of the URL.</param>
internal sealed record Question(string Section, string View, string Last, string Parameters = "")
{
    /// <summary>What the overview asks first, each time of the range and some of the range before.</summary>
    private static readonly (string View, string Parameters, bool IsCompared)[] Overview =
    [
        ("overview", "", true),
        ("traffic", "", true),
        ("pages", "&order=visitors:desc&limit=9", false),
        ("referrers", "&order=visitors:desc&limit=9", false),
        ("countries", "&order=visitors:desc&limit=300", false),
        ("browsers", "&order=visitors:desc&limit=9", false),
    ];

    private static readonly (string Section, string View, string Parameters)[] Others =
    [
        ("overview", "entry_pages", "&order=visits:desc&limit=9"),
        ("overview", "exit_pages", "&order=visits:desc&limit=9"),
        ("overview", "channels", "&order=visitors:desc&limit=9"),
        ("overview", "utm_campaigns", "&order=visitors:desc&limit=9"),
        ("overview", "cities", "&order=visitors:desc&limit=9"),
        ("overview", "operating_systems", "&order=visitors:desc&limit=9"),
        ("overview, filtered", "overview", "&filter=country:DE"),
        ("overview, filtered", "pages", "&filter=country:DE&order=visitors:desc&limit=9"),
        ("events", "events", "&order=events:desc&limit=1000"),
        ("events", "event_traffic", "&limit=10000"),
        ("events", "event_data", "&order=events:desc&limit=1000"),
        ("events", "revenue", "&order=revenue:desc"),
        ("retention", "retention", "&unit=week&limit=10000&order=cohort:asc"),
        ("hours", "weekly_hours", "&limit=200"),
        ("funnel", "funnel", "&steps=path:/pricing&steps=event:signup&seconds=86400&order=step:asc"),
        ("journeys", "journeys", "&length=5&order=visits:desc&limit=50"),
        ("vitals", "vitals", ""),
        ("vitals", "vitals_traffic", ""),
        ("vitals", "vitals_pages", "&order=samples:desc&limit=100"),
        ("rejections", "rejected", "&order=events:desc"),
    ];

    /// <summary>The ranges that are asked for.</summary>
    public static IReadOnlyList<string> Ranges { get; } = ["24h", "30d", "12mo"];

    /// <summary>Every question, of every range, and those of now.</summary>
    public static IReadOnlyList<Question> All { get; } =
    [
        .. from range in Ranges
           from question in Overview.Select(asked => new Question("overview", asked.View, range, asked.Parameters)).Concat(Others.Select(asked => new Question(asked.Section, asked.View, range, asked.Parameters)))
           select question,
        new Question("realtime", "realtime_now", ""),
        new Question("realtime", "realtime", ""),
    ];

    /// <summary>What the page of the overview asks: its range and the one before.</summary>
    public static IReadOnlyList<Question> PageOf(string range) => [.. Overview.Select(asked => new Question("overview", asked.View, range, asked.Parameters))];

    /// <summary>Those of them that it asks for the range before, too.</summary>
    public static IReadOnlyList<string> Compared { get; } = [.. Overview.Where(asked => asked.IsCompared).Select(asked => asked.View)];
}
