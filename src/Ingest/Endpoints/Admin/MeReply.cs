using Ingest.Core.Sites;

namespace Ingest.Endpoints.Admin;

/// <summary>What a key is and may read.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="IsAdmin">True when it may do everything.</param>
/// <param name="CanReadAll">True when it may read every site, those to come included.</param>
/// <param name="Sites">The sites in force that it may read, in the order they were added.</param>
internal sealed record MeReply(string Name, bool IsAdmin, bool CanReadAll, IReadOnlyList<MeSite> Sites);

/// <summary>A site that a key may read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="TimeZone">IANA name of the time zone that its days are counted in.</param>
/// <param name="Domains">Domains it is served from; empty means any.</param>
internal sealed record MeSite(Guid Id, string Name, string TimeZone, IReadOnlyList<string> Domains)
{
    /// <summary>What is said of a site.</summary>
    public static MeSite Of(Site site) => new(site.Id, site.Name, site.Settings.TimeZone, site.Domains);
}
