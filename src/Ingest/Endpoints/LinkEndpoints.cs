using Ingest.Endpoints.Description;

namespace Ingest.Endpoints;

/// <summary>Maps short links and pixels.</summary>
internal static class LinkEndpoints
{
    private const string Tag = "links";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps <c>/q/{slug}</c> and <c>/p/{slug}</c>.</summary>
    public static void MapLinks(this IEndpointRouteBuilder routes, LinkHandler handler)
    {
        routes.MapMethods("/q/{slug}", Methods, handler.FollowAsync)
            .AllowAnonymous().Describe(handler.FollowAsync, Tag, "Records that a short link was opened, and redirects to its target; HEAD redirects without recording", 307)
            .Answers<CollectFault>(404);
        routes.MapMethods("/p/{slug}", Methods, handler.ShowAsync)
            .AllowAnonymous().Describe(handler.ShowAsync, Tag, "Records that a pixel was loaded, and answers a transparent GIF of 43 bytes; HEAD does not record")
            .AnswersAs<byte[]>("image/gif", 200, 404);
    }
}
