using Ingest.Endpoints.Description;

namespace Ingest.Endpoints;

/// <summary>Maps the delivery on demand.</summary>
internal static class FlushEndpoints
{
    /// <summary>Maps POST <c>/api/flush</c>, for admins.</summary>
    public static void MapFlush(this IEndpointRouteBuilder routes, FlushHandler handler) =>
        routes.MapPost("/api/flush", handler.PostAsync).RequireAuthorization()
            .Describe(handler.PostAsync, "operations", "Delivers what waits for its batch, to every sink or to the one that ?sink= names; ?wait= is how many seconds at most")
            .Answers<FlushReply>(200).Fails(400, 401, 403, 404, 429, 503);
}
