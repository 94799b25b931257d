using Ingest.Access;
using Ingest.Core.Keys;
using Ingest.Core.Sites;

namespace Ingest.Endpoints.Admin;

/// <summary>What the API says of the key that asks.</summary>
internal sealed class MeResource(SiteDirectory sites)
{
    /// <summary>GET: what it is, and the sites that it may read.</summary>
    public IResult Get(HttpContext http)
    {
        var key = http.User.Key()!;
        return Results.Ok(new MeReply(
            key.Name,
            key.IsAdmin,
            key.May(KeyRight.Read),
            [.. sites.Current.InForce.Where(site => key.May(KeyRight.Read, site.Id)).Select(MeSite.Of)]));
    }
}
