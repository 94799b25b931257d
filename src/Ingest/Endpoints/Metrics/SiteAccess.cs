using Ingest.Access;
using Ingest.Core.Keys;
using Ingest.Core.Sites;

namespace Ingest.Endpoints.Metrics;

/// <summary>Which sites the key of a request may read.</summary>
internal static class SiteAccess
{
    /// <summary>The site that a path names; one that the key may not read is as one that there is not.</summary>
    /// <exception cref="MetricsException">There is none.</exception>
    public static Site Readable(this SiteDirectory sites, HttpContext http, string routeValue)
    {
        var id = Guid.Parse((string)http.Request.RouteValues[routeValue]!);
        return http.User.Key()!.May(KeyRight.Read, id) && sites.Current.InForce.FirstOrDefault(site => site.Id == id) is { } site
            ? site
            : throw new MetricsException(StatusCodes.Status404NotFound, $"No site has the id {id}.");
    }

    /// <summary>All sites in force that the key may read.</summary>
    public static IReadOnlyList<Site> Readable(this SiteDirectory sites, HttpContext http)
    {
        var key = http.User.Key()!;
        return [.. sites.Current.InForce.Where(site => key.May(KeyRight.Read, site.Id))];
    }
}
