using Ingest.Core.Sites;
using Ingest.Tracker;

namespace Ingest.Endpoints.Admin;

/// <summary>A site as the API shows it.</summary>
/// <param name="Id">Id that trackers send as <c>website</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Domains">Domains it is served from; empty means any.</param>
/// <param name="Settings">What holds for it alone.</param>
/// <param name="Snippet">The line to put into its pages.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it was changed last; null when never.</param>
/// <param name="DeletedAt">When it was deleted; null while it is in force.</param>
internal sealed record SiteReply(
    Guid Id,
    string Name,
    IReadOnlyList<string> Domains,
    SiteSettings Settings,
    string Snippet,
    DateTimeOffset CreatedAt,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? DeletedAt) : IEntryReply<Site, SiteReply>
{
    /// <inheritdoc/>
    public static SiteReply Of(Site entry, PublicUrls urls) => new(
        entry.Id, entry.Name, entry.Domains, entry.Settings, TrackerSnippet.Of(urls.Script, $"{entry.Id}"), entry.CreatedAt, entry.UpdatedAt, entry.DeletedAt);
}
