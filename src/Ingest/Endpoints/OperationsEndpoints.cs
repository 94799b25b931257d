using Ingest.Access;

namespace Ingest.Endpoints;

/// <summary>Maps what operators and their tools ask.</summary>
internal static class OperationsEndpoints
{
    private const string Tag = "operations";

    /// <summary>Maps <c>/</c>, <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>.</summary>
    public static void MapOperations(this IEndpointRouteBuilder routes, OperationsHandler handler, AccessOptions access)
    {
        routes.MapGet("/", OperationsHandler.GreetAsync).Describe(OperationsHandler.GreetAsync, Tag, "What this is and where to go on", 200).AllowAnonymous();
        routes.MapGet("/health/live", OperationsHandler.LiveAsync).Describe(OperationsHandler.LiveAsync, Tag, "Is the process alive", 200).AllowAnonymous();
        routes.MapGet("/health/ready", handler.ReadyAsync).Describe(handler.ReadyAsync, Tag, "May it be sent traffic, and how far behind is each sink", 200, 503).AllowAnonymous();
        var metrics = routes.MapGet("/metrics", handler.MetricsAsync).Describe(handler.MetricsAsync, Tag, "Metrics in Prometheus' text format", 200, 401, 403, 429);
        _ = access.OpenMetrics ? metrics.AllowAnonymous() : metrics.RequireAuthorization(AccessPolicies.ReaderOfAll);
    }
}
