namespace Ingest.Endpoints;

/// <summary>Maps what operators and their tools ask.</summary>
internal static class OperationsEndpoints
{
    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>.</summary>
    public static void MapOperations(this IEndpointRouteBuilder routes, OperationsHandler handler)
    {
        routes.MapGet("/health/live", (RequestDelegate)OperationsHandler.LiveAsync).WithSummary("Is the process alive").WithTags("operations");
        routes.MapGet("/health/ready", (RequestDelegate)handler.ReadyAsync).WithSummary("May it be sent traffic, and how far behind is each sink").WithTags("operations");
        routes.MapGet("/metrics", (RequestDelegate)handler.MetricsAsync).WithSummary("Metrics in Prometheus' text format").WithTags("operations");
    }
}
