namespace Ingest.Endpoints;

/// <summary>Maps the collecting paths.</summary>
internal static class CollectEndpoints
{
    /// <summary>Maps <c>/api/send</c>, <c>/send</c>, <c>/api/batch</c>, <c>/batch</c> and the operator's own path.</summary>
    public static void MapCollect(this IEndpointRouteBuilder routes, CollectHandler handler, string collectPath)
    {
        string[] single = collectPath.Length == 0 ? ["/api/send", "/send"] : ["/api/send", "/send", collectPath];
        foreach (var path in single)
        {
            routes.MapPost(path, (RequestDelegate)handler.SendAsync)
                .WithSummary("Stores one event, identification or performance sample")
                .WithTags("collect");
        }

        foreach (var path in (string[])["/api/batch", "/batch"])
        {
            routes.MapPost(path, (RequestDelegate)handler.BatchAsync)
                .WithSummary("Stores an array of messages with one commit; the reply has a result for each that failed")
                .WithTags("collect");
        }

        routes.MapGet("/api/heartbeat", (RequestDelegate)(http => http.Response.WriteAsJsonAsync(new { ok = true })))
            .WithSummary("Umami's own health check")
            .WithTags("operations");
    }
}
