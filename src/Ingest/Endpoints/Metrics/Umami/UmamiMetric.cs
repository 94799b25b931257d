using System.Collections.Frozen;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>A type of Umami's metrics.</summary>
/// <param name="View">Where it is.</param>
/// <param name="Name">The column that is told apart.</param>
/// <param name="Count">The column that counts.</param>
internal sealed record UmamiMetric(CataloguedView View, string Name, string Count = "visitors")
{
    /// <summary>The types by name.</summary>
    public static FrozenDictionary<string, UmamiMetric> ByType { get; } = new Dictionary<string, UmamiMetric>
    {
        ["path"] = Of("pages", "url_path"),
        ["url"] = Of("pages", "url_path"),
        ["entry"] = Of("entry_pages", "entry_path"),
        ["exit"] = Of("exit_pages", "exit_path"),
        ["referrer"] = Of("referrers", "referrer"),
        ["hostname"] = Of("hostnames", "hostname"),
        ["browser"] = Of("browsers", "browser"),
        ["os"] = Of("operating_systems", "os"),
        ["device"] = Of("devices", "device"),
        ["screen"] = Of("screens", "screen"),
        ["language"] = Of("languages", "language"),
        ["country"] = Of("countries", "country"),
        ["region"] = Of("regions", "region"),
        ["city"] = Of("cities", "city"),
        ["channel"] = Of("channels", "channel"),
        ["distinctId"] = Of("distinct_ids", "distinct_id"),
        ["utmSource"] = Of("utm_sources", "utm_source"),
        ["utmMedium"] = Of("utm_mediums", "utm_medium"),
        ["utmCampaign"] = Of("utm_campaigns", "utm_campaign"),
        ["utmContent"] = Of("utm_contents", "utm_content"),
        ["utmTerm"] = Of("utm_terms", "utm_term"),
        ["event"] = Of("events", "event_name") with { Count = "events" },
        ["title"] = new(UmamiViews.Titles, "x", "y"),
        ["query"] = new(UmamiViews.Queries, "x", "y"),
        ["tag"] = new(UmamiViews.Tags, "x", "y"),
    }.ToFrozenDictionary();

    private static UmamiMetric Of(string view, string name) => new(ViewCatalogue.Views[view], name);
}
