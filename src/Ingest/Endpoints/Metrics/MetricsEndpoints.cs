using Ingest.Access;
using Ingest.Endpoints.Description;

namespace Ingest.Endpoints.Metrics;

/// <summary>Maps the questions about the figures of sites, for keys that may read one at least; the handler looks at which.</summary>
internal static class MetricsEndpoints
{
    private const string Tag = "metrics";

    /// <summary>Maps all of them.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes, MetricsHandler handler)
    {
        routes.MapGet("/api/views", handler.ViewsAsync).RequireAuthorization(AccessPolicies.Reader)
            .Describe(handler.ViewsAsync, Tag, "The views that can be asked for: what a row is, what the columns mean, which parameters there are", 304)
            .Answers<IReadOnlyList<ViewReply>>(200).Fails(401, 403, 429);
        routes.MapGet("/api/sites/{id:guid}/query/{view}", handler.QueryAsync).RequireAuthorization(AccessPolicies.Reader)
            .Describe(handler.QueryAsync, Tag, "Rows of a view of a site, for a time, filtered, sorted and cut: docs/reading.md says how to ask", 304)
            .Answers<MetricsReply>(200).Fails(400, 401, 403, 404, 429, 503);
    }
}
