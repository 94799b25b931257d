namespace Ingest.Endpoints;

/// <summary>Maps the collecting paths.</summary>
internal static class CollectEndpoints
{
    private const string Tag = "collect";
    private const string SendSummary = "Stores one event, identification or performance sample, once for each payload.eventId; 200 means on disk, or a bot's when the body is {\"beep\":\"boop\"}";
    private const string BatchSummary = "Stores an array of messages with one commit, each once for its payload.eventId; the reply names each that was refused";

    /// <summary>Maps <c>/api/send</c>, <c>/send</c>, <c>/api/batch</c>, <c>/batch</c> and the operator's own path.</summary>
    public static void MapCollect(this IEndpointRouteBuilder routes, CollectHandler handler, string collectPath)
    {
        string[] single = collectPath.Length == 0 ? ["/api/send", "/send"] : ["/api/send", "/send", collectPath];
        foreach (var path in single)
        {
            routes.MapPost(path, handler.SendAsync).Describe(handler.SendAsync, Tag, SendSummary, 200, 400, 403, 413, 415, 503);
        }

        foreach (var path in (string[])["/api/batch", "/batch"])
        {
            routes.MapPost(path, handler.BatchAsync).Describe(handler.BatchAsync, Tag, BatchSummary, 200, 400, 413, 415, 503);
        }

        routes.MapGet("/api/heartbeat", HeartbeatAsync).Describe(HeartbeatAsync, Tag, "Umami's own health check", 200);
    }

    private static Task HeartbeatAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("""{"ok":true}""");
    }
}
