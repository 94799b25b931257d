using Ingest.Access;
using Ingest.Core.Keys;
using Ingest.Core.Links;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Endpoints.Description;
using Ingest.Settings;

namespace Ingest.Endpoints.Admin;

/// <summary>Maps the admin API. Every route needs a key (<see cref="AccessPolicies"/>); none may be asked by pages of other origins, since none answers CORS.</summary>
internal static class AdminEndpoints
{
    /// <summary>Maps all of it.</summary>
    public static void MapAdmin(this IEndpointRouteBuilder routes, Registries registries, PublicAddress server, ILoggerFactory loggers)
    {
        routes.MapRegistry<Site, SiteSnapshot, SiteBody, SiteReply>(
            "sites",
            new(registries.Sites, ViewOf, server, loggers.CreateLogger("Ingest.Admin.Sites")),
            AccessPolicies.Reader);
        routes.MapRegistry<Link, SlugSnapshot<Link>, LinkBody, LinkReply>(
            "links",
            new(registries.Links, (key, link) => key.May(KeyRight.Read) ? link : null, server, loggers.CreateLogger("Ingest.Admin.Links")),
            AccessPolicies.ReaderOfAll);
        routes.MapRegistry<Pixel, SlugSnapshot<Pixel>, PixelBody, PixelReply>(
            "pixels",
            new(registries.Pixels, (key, pixel) => key.May(KeyRight.Read) ? pixel : null, server, loggers.CreateLogger("Ingest.Admin.Pixels")),
            AccessPolicies.ReaderOfAll);
        routes.MapShares(new ShareResource(registries.Sites, registries.Keys, server, loggers.CreateLogger<ShareResource>()));
        routes.MapKeys(new KeyResource(registries.Keys, loggers.CreateLogger<KeyResource>()));
        routes.MapAdminGroup("me").MapGet("", new MeResource(registries.Sites).Get).RequireAuthorization(AccessPolicies.Reader)
            .WithSummary("The key that asks, and the sites in force that it may read").Produces<MeReply>();
    }

    private static void MapRegistry<T, TSnapshot, TBody, TReply>(
        this IEndpointRouteBuilder routes, string name, RegistryResource<T, TSnapshot, TBody, TReply> resource, string readPolicy)
        where T : class, IRegistryEntry<T>
        where TSnapshot : RegistrySnapshot<T>
        where TBody : class, IEntryBody<T>
        where TReply : IEntryReply<T, TReply>
    {
        var group = routes.MapAdminGroup(name);
        group.MapGet("", resource.List).RequireAuthorization(readPolicy)
            .WithSummary($"The {name} in force that the key may read, a page at a time").Produces<EntryList<TReply>>().Fails(400);
        group.MapGet("{id:guid}", resource.Get).RequireAuthorization(readPolicy)
            .WithSummary($"One of the {name}, deleted or not; its ETag is what a change is to name in If-Match").Produces<TReply>().Produces(304).Fails(404);
        group.MapPost("", (Delegate)resource.CreateAsync).RequireAuthorization().Takes(typeof(TBody))
            .WithSummary($"Makes one of the {name}; the same again, by id or Idempotency-Key, is answered 200 and changes nothing")
            .Produces<TReply>().Produces<TReply>(201).Fails(400, 409, 413, 415, 503);
        group.MapPut("{id:guid}", resource.UpdateAsync).RequireAuthorization().Takes(typeof(TBody))
            .WithSummary($"Replaces all that can be said of one of the {name}; with If-Match only if nobody else has changed it").Produces<TReply>().Fails(400, 404, 409, 412, 413, 415, 503);
        group.MapDelete("{id:guid}", resource.DeleteAsync).RequireAuthorization()
            .WithSummary($"Deletes one of the {name}; its id stays taken, and it can be restored").Produces(204).Fails(404, 409, 412, 503);
        group.MapPost("{id:guid}/restore", resource.RestoreAsync).RequireAuthorization()
            .WithSummary($"Puts a deleted one of the {name} back in force").Produces<TReply>().Fails(404, 409, 503);
    }

    private static void MapKeys(this IEndpointRouteBuilder routes, KeyResource resource)
    {
        var group = routes.MapAdminGroup("keys");
        group.MapGet("", resource.List).RequireAuthorization().WithSummary("The API keys, without their texts").Produces<EntryList<KeyReply>>();
        group.MapPost("", (Delegate)resource.CreateAsync).RequireAuthorization().Takes(typeof(KeyBody))
            .WithSummary("Makes an API key; its text is in this reply and never again").Produces<KeyReply>(201).Fails(400, 409, 413, 415, 503);
        group.MapDelete("{id:guid}", resource.RevokeAsync).RequireAuthorization().WithSummary("Revokes an API key, for good").Produces(204).Fails(404, 409, 503);
    }

    private static void MapShares(this IEndpointRouteBuilder routes, ShareResource resource)
    {
        var group = routes.MapAdminGroup("sites");
        group.MapGet("{id:guid}/shares", resource.List).RequireAuthorization()
            .WithSummary("The shares of a site, without their keys").Produces<EntryList<ShareReply>>().Fails(404);
        group.MapPost("{id:guid}/shares", resource.CreateAsync).RequireAuthorization().Takes(typeof(ShareBody))
            .WithSummary("Makes a share of a site: a key that reads it alone, and the link to hand out; both are in this reply and never again")
            .Produces<ShareReply>(201).Fails(400, 404, 409, 413, 415, 503);
        group.MapDelete("{id:guid}/shares/{shareId:guid}", resource.RevokeAsync).RequireAuthorization()
            .WithSummary("Revokes a share of a site, for good").Produces(204).Fails(404, 409, 503);
    }

    // Whom a site ignores are addresses of people: the holders of a shared link are not to see them.
    private static Site? ViewOf(KeyEntry key, Site site) =>
        key.IsAdmin ? site
        : key.May(KeyRight.Read, site.Id) ? site with { Settings = site.Settings with { IgnoredAddresses = [] } }
        : null;

    private static RouteGroupBuilder MapAdminGroup(this IEndpointRouteBuilder routes, string name) =>
        routes.MapGroup($"/api/{name}").WithTags(name).AddEndpointFilter(AddHeadersAsync).Fails(401, 403, 429);

    // What a key may see is for its holder alone.
    private static ValueTask<object?> AddHeadersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        return next(context);
    }
}
