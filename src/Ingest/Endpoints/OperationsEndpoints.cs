using Ingest.Access;
using Ingest.Endpoints.Description;

namespace Ingest.Endpoints;

/// <summary>Maps what operators and their tools ask.</summary>
internal static class OperationsEndpoints
{
    private const string Tag = "operations";

    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>.</summary>
    public static void MapOperations(this IEndpointRouteBuilder routes, OperationsHandler handler, AccessOptions access)
    {
        routes.MapGet("/health/live", OperationsHandler.LiveAsync).AllowAnonymous().Describe(OperationsHandler.LiveAsync, Tag, "Is the process alive").AnswersText(200);
        routes.MapGet("/health/ready", handler.ReadyAsync).AllowAnonymous()
            .Describe(handler.ReadyAsync, Tag, "May it be sent traffic, and how far behind is each sink").Answers<ReadyReply>(200, 503);
        var metrics = routes.MapGet("/metrics", handler.MetricsAsync).Describe(handler.MetricsAsync, Tag, "Metrics in Prometheus' text format").AnswersText(200)
            .Fails(401, 403, 429);
        _ = access.OpenMetrics ? metrics.AllowAnonymous() : metrics.RequireAuthorization(AccessPolicies.ReaderOfAll);
    }
}
