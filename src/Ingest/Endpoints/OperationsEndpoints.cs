namespace Ingest.Endpoints;

/// <summary>Maps what operators and their tools ask.</summary>
internal static class OperationsEndpoints
{
    private const string Tag = "operations";

    /// <summary>Maps <c>/</c>, <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>.</summary>
    public static void MapOperations(this IEndpointRouteBuilder routes, OperationsHandler handler)
    {
        routes.MapGet("/", OperationsHandler.GreetAsync).Describe(OperationsHandler.GreetAsync, Tag, "What this is and where to go on", 200);
        routes.MapGet("/health/live", OperationsHandler.LiveAsync).Describe(OperationsHandler.LiveAsync, Tag, "Is the process alive", 200);
        routes.MapGet("/health/ready", handler.ReadyAsync).Describe(handler.ReadyAsync, Tag, "May it be sent traffic, and how far behind is each sink", 200, 503);
        routes.MapGet("/metrics", handler.MetricsAsync).Describe(handler.MetricsAsync, Tag, "Metrics in Prometheus' text format", 200);
    }
}
