using Ingest.Core.Sites;

namespace Ingest.Endpoints.Admin;

/// <summary>A site as a client gives it.</summary>
/// <param name="Name">Name for people; no two sites share one.</param>
/// <param name="Domains">Domains it is served from; none means any.</param>
/// <param name="Settings">What holds for it alone; what is not said is as the server does.</param>
/// <param name="Id">Id of a new site; left out to have one made.</param>
internal sealed record SiteBody(string Name, IReadOnlyList<string>? Domains = null, SiteSettings? Settings = null, Guid? Id = null) : IEntryBody<Site>
{
    /// <inheritdoc/>
    public Site ToEntry(Guid id, DateTimeOffset createdAt) => Apply(new Site(id, Name, [], createdAt));

    /// <inheritdoc/>
    public Site Apply(Site entry) => entry with { Name = Name, Domains = Domains ?? [], Settings = Settings ?? SiteSettings.None };
}
