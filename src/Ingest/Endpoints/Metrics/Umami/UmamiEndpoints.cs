using System.Text.Json.Nodes;
using Ingest.Access;
using Ingest.Core.Sites;
using Ingest.Endpoints.Description;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>Maps the routes by which Umami's clients read. They take <c>x-umami-api-key: KEY</c> as they take a bearer token.</summary>
internal static class UmamiEndpoints
{
    private const string Tag = "umami";
    private const string Websites = "/api/websites";
    private const string Website = Websites + "/{websiteId:guid}";

    /// <summary>Maps all of them.</summary>
    public static void MapUmami(this IEndpointRouteBuilder routes, UmamiHandler umami, UmamiEvents events)
    {
        Map(routes, Websites, umami.WebsitesAsync, "The sites that the key may read, as Umami's websites");
        foreach (var (path, answer, summary) in Routes(umami, events))
        {
            Map(routes, path, umami.ForSite(answer), summary);
        }

        // Not described: OpenAPI has no word for the rest of a path.
        foreach (var rest in (string[])[Websites + "/{**rest}", "/api/realtime/{**rest}"])
        {
            routes.MapGet(rest, umami.NotOfferedAsync).RequireAuthorization(AccessPolicies.Reader).WithMetadata(UmamiKeyHeader.Taken).ExcludeFromDescription();
        }
    }

    private static IEnumerable<(string Path, Func<Site, HttpContext, Task<JsonNode?>> Answer, string Summary)> Routes(UmamiHandler umami, UmamiEvents events) =>
    [
        (Website, umami.WebsiteAsync, "A site as Umami's website"),
        (Website + "/active", umami.ActiveAsync, "Visitors of the last five minutes"),
        (Website + "/daterange", umami.DateRangeAsync, "The first and the last event"),
        (Website + "/stats", umami.StatsAsync, "The figures of a time, and of the one before"),
        (Website + "/pageviews", umami.PageviewsAsync, "Views and visitors by interval"),
        (Website + "/metrics", umami.MetricsAsync, "How many, by what type tells apart"),
        (Website + "/metrics/expanded", umami.ExpandedMetricsAsync, "All figures, by what type tells apart"),
        (Website + "/events", events.EventsAsync, "Events, the newest first"),
        (Website + "/events/series", events.SeriesAsync, "Custom events by name and interval"),
        (Website + "/events/stats", events.EventStatsAsync, "How many custom events"),
        (Website + "/sessions", events.SessionsAsync, "Sessions, the newest first"),
        (Website + "/sessions/stats", events.SessionStatsAsync, "How many sessions"),
        (Website + "/sessions/weekly", events.WeeklyAsync, "Visitors by weekday, from Sunday, and hour"),
        (Website + "/sessions/{sessionId:guid}", events.SessionAsync, "A session"),
        (Website + "/sessions/{sessionId:guid}/activity", events.ActivityAsync, "What a session did"),
        (Website + "/sessions/{sessionId:guid}/properties", events.PropertiesAsync, "What is known of a session"),
        (Website + "/event-data/{eventId:guid}", events.EventDataAsync, "What came with an event"),
        (Website + "/event-data/events", events.Listed(UmamiViews.EventProperties, "event"), "Properties of custom events by name"),
        (Website + "/event-data/fields", events.Listed(UmamiViews.EventFields), "Properties of custom events"),
        (Website + "/event-data/properties", events.Listed(UmamiViews.EventProperties), "Properties of custom events by name"),
        (Website + "/event-data/stats", events.EventDataStatsAsync, "How much data custom events have"),
        (Website + "/event-data/values", events.EventValuesAsync, "Values of a property of an event"),
        (Website + "/session-data/properties", events.Listed(UmamiViews.SessionProperties), "Properties of sessions"),
        (Website + "/session-data/values", events.Listed(UmamiViews.SessionValues), "Values of a property of sessions"),
        ("/api/realtime/{websiteId:guid}", events.RealtimeAsync, "The last half hour"),
    ];

    private static void Map(IEndpointRouteBuilder routes, string path, RequestDelegate handler, string summary) =>
        routes.MapGet(path, handler).RequireAuthorization(AccessPolicies.Reader).WithMetadata(UmamiKeyHeader.Taken)
            .Describe(handler, Tag, summary).Answers<JsonNode>(200).Answers<CollectFault>(400, 404, 501, 503).Fails(401, 403, 429);
}
