using Ingest.Core.Links;

namespace Ingest.Endpoints.Admin;

/// <summary>A short link as the API shows it.</summary>
/// <param name="Id">Id of its events.</param>
/// <param name="Slug">What stands behind <c>/q/</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Utm">What is added to the target.</param>
/// <param name="Url">The address to hand out.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it was changed last; null when never.</param>
/// <param name="DeletedAt">When it was deleted; null while it is in force.</param>
internal sealed record LinkReply(
    Guid Id,
    string Slug,
    string Name,
    string Target,
    UtmAdditions Utm,
    string Url,
    DateTimeOffset CreatedAt,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? DeletedAt) : IEntryReply<Link, LinkReply>
{
    /// <inheritdoc/>
    public static LinkReply Of(Link entry, PublicUrls urls) => new(
        entry.Id, entry.Slug, entry.Name, entry.Target, entry.Utm, new Uri(urls.Root, Link.Prefix + entry.Slug).AbsoluteUri, entry.CreatedAt, entry.UpdatedAt, entry.DeletedAt);
}
