using Ingest.Endpoints.Description;

namespace Ingest.Endpoints;

/// <summary>Maps the collecting paths.</summary>
internal static class CollectEndpoints
{
    private const string Tag = "collect";
    private const string SendSummary = "Stores one event, identification or performance sample, once for each payload.eventId; 200 means on disk, or a bot's when the body is {\"beep\":\"boop\"}";
    private const string BatchSummary = "Stores an array of messages with one commit, each once for its payload.eventId; the reply names each that was refused";

    private const string HeartbeatPath = "/api/heartbeat";
    private static readonly string[] BatchPaths = ["/api/batch", "/batch"];

    /// <summary>Every collecting path.</summary>
    public static IEnumerable<string> Paths(string collectPath) => [.. SinglePaths(collectPath), .. BatchPaths, HeartbeatPath];

    /// <summary>Maps <c>/api/send</c>, <c>/send</c>, <c>/api/batch</c>, <c>/batch</c> and the operator's own path.</summary>
    public static void MapCollect(this IEndpointRouteBuilder routes, CollectHandler handler, string collectPath)
    {
        foreach (var path in SinglePaths(collectPath))
        {
            routes.MapPost(path, handler.SendAsync).AllowAnonymous().Describe(handler.SendAsync, Tag, SendSummary)
                .Takes(typeof(CollectMessage)).Answers<CollectReply>(200).Answers<CollectFault>(400, 401, 403, 413, 415, 429, 500, 503);
        }

        foreach (var path in BatchPaths)
        {
            routes.MapPost(path, handler.BatchAsync).AllowAnonymous().Describe(handler.BatchAsync, Tag, BatchSummary)
                .Takes(typeof(CollectMessage[])).Answers<CollectBatchReply>(200).Answers<CollectFault>(400, 401, 413, 415, 429, 500, 503);
        }

        routes.MapGet(HeartbeatPath, HeartbeatAsync).AllowAnonymous().Describe(HeartbeatAsync, Tag, "Umami's own health check").Answers<HeartbeatReply>(200);
    }

    /// <summary>
    /// Answers POSTs to the four fixed paths in front of everything else; every other method and spelling goes on to the routes of
    /// <see cref="MapCollect"/>, with the same answer.
    /// </summary>
    /// <remarks>Hot path: no allocation per event. The guard around routing costs a state machine of 120 bytes for each request.</remarks>
    public static void UseCollect(this IApplicationBuilder app, CollectHandler handler)
    {
        // Made once: a delegate of a method is another object each time that it is named.
        RequestDelegate send = handler.SendAsync;
        RequestDelegate batch = handler.BatchAsync;
        app.Use(next => http => HttpMethods.IsPost(http.Request.Method) ? CollectAsync(http, send, batch, next) : next(http));
    }

    private static Task CollectAsync(HttpContext http, RequestDelegate send, RequestDelegate batch, RequestDelegate next)
    {
        switch (http.Request.Path.Value)
        {
            case "/api/send" or "/send":
                ContractHeaders.AddCors(http.Response.Headers);
                return ShortTurns.MayAnswer(http) ? send(http) : ShortTurns.LeaveAsync(send, http);
            case "/api/batch" or "/batch":
                ContractHeaders.AddCors(http.Response.Headers);
                return ShortTurns.LeaveAsync(batch, http);
            default:
                return next(http);
        }
    }

    private static string[] SinglePaths(string collectPath) => collectPath.Length == 0 ? ["/api/send", "/send"] : ["/api/send", "/send", collectPath];

    private static Task HeartbeatAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("""{"ok":true}""");
    }
}
