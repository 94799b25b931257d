using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands.Report;

/// <summary>The views that can be reported, in groups, with the names that people have for them.</summary>
internal static class ReportCatalogue
{
    private const string ViewPrefix = "view_";

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["visitors"] = "overview",
        ["visits"] = "overview",
        ["summary"] = "overview",
        ["live"] = "realtime",
        ["now"] = "realtime_now",
        ["hosts"] = "hostnames",
        ["entries"] = "entry_pages",
        ["exits"] = "exit_pages",
        ["sources"] = "referrers",
        ["campaigns"] = "utm_campaigns",
        ["clicks"] = "click_ids",
        ["os"] = "operating_systems",
        ["properties"] = "event_data",
        ["orders"] = "revenue",
        ["sales"] = "revenue",
        ["speed"] = "vitals",
        ["users"] = "distinct_ids",
        ["hours"] = "weekly_hours",
        ["paths"] = "journeys",
        ["rejections"] = "rejected",
    };

    // Figures that have a view of their own by intervals.
    private static readonly Dictionary<string, string> Series = new(StringComparer.Ordinal)
    {
        ["overview"] = "traffic",
        ["events"] = "event_traffic",
        ["revenue"] = "revenue_traffic",
        ["vitals"] = "vitals_traffic",
        ["rejected"] = "rejected_traffic",
    };

    /// <summary>The groups, in the order in which they are listed; names without their prefix.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<string> Names)> Groups { get; } =
    [
        ("traffic", ["overview", "traffic", "hostnames", "realtime", "realtime_now"]),
        ("pages", ["pages", "entry_pages", "exit_pages"]),
        ("sources", ["referrers", "channels", "utm_sources", "utm_mediums", "utm_campaigns", "utm_contents", "utm_terms", "click_ids"]),
        ("places", ["countries", "regions", "cities", "languages"]),
        ("technology", ["browsers", "operating_systems", "devices", "screens"]),
        ("events", ["events", "event_traffic", "event_data", "event_values"]),
        ("revenue", ["revenue", "revenue_traffic"]),
        ("speed", ["vitals", "vitals_traffic", "vitals_pages"]),
        ("behaviour", ["funnel", "journeys", "retention", "active_users", "weekly_hours", "sessions", "distinct_ids"]),
        ("rejections", ["rejected", "rejected_traffic"]),
        ("tables", ["event_custom", "event_page", "event_session", "event_visit", "event_vitals", "fact_event", "v_pa_events", "v_pa_visits"]),
    ];

    /// <summary>All names that <see cref="Find"/> takes, but those with the prefix.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Groups.SelectMany(group => group.Names).Concat(Aliases.Keys).Order(StringComparer.Ordinal)];

    /// <summary>The names that stand for another.</summary>
    public static IReadOnlyList<string> AliasesOf(string name) => [.. Aliases.Where(pair => pair.Value == name).Select(pair => pair.Key)];

    /// <summary>The view of a name: with the prefix or without, or one that people have for it.</summary>
    /// <param name="text">The name.</param>
    /// <param name="byIntervals">True when the figures are asked for by intervals.</param>
    /// <exception cref="CommandException">There is none.</exception>
    public static ViewFile Find(string text, bool byIntervals)
    {
        var name = text.ToLowerInvariant().Replace('-', '_');
        name = name.StartsWith(ViewPrefix, StringComparison.Ordinal) ? name[ViewPrefix.Length..] : name;
        name = Aliases.GetValueOrDefault(name, name);
        name = byIntervals ? Series.GetValueOrDefault(name, name) : name;
        return Groups.Any(group => group.Names.Contains(name))
            ? FileOf(name)
            : throw new CommandException($"There is no view '{text}'. The nearest names: {string.Join(", ", NearestNames.Of(name, Names))}. 'ingest report' lists all");
    }

    /// <summary>The view of a name of <see cref="Groups"/>.</summary>
    public static ViewFile FileOf(string name) =>
        ViewFile.Embedded.FirstOrDefault(view => view.Name == ViewPrefix + name || view.Name == name)
        ?? new ViewFile(name, $"-- Grain: {TableGrains.All[name]}\n-- Example: SELECT count() FROM {name}\n");

    /// <summary>True for a view of figures, false for a table.</summary>
    public static bool IsView(ViewFile view) => view.Name.StartsWith(ViewPrefix, StringComparison.Ordinal);

    /// <summary>The name that a view is listed by.</summary>
    public static string ShortNameOf(ViewFile view) => IsView(view) ? view.Name[ViewPrefix.Length..] : view.Name;
}
