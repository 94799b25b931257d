using Ingest.Core.Links;

namespace Ingest.Endpoints.Admin;

/// <summary>A short link as a client gives it.</summary>
/// <param name="Name">Name for people; no two links share one.</param>
/// <param name="Target">Where it leads: an absolute URL of http or https.</param>
/// <param name="Slug">What stands behind <c>/q/</c>; left out to have one made, or to keep the one that there is.</param>
/// <param name="Utm">What is added to the target.</param>
/// <param name="Id">Id of a new link; left out to have one made.</param>
internal sealed record LinkBody(string Name, string Target, string? Slug = null, UtmAdditions? Utm = null, Guid? Id = null) : IEntryBody<Link>
{
    /// <inheritdoc/>
    public Link ToEntry(Guid id, DateTimeOffset createdAt) => Apply(new Link(id, SlugRules.Make(), Name, Target, createdAt));

    /// <inheritdoc/>
    public Link Apply(Link entry) => entry with { Name = Name, Target = Target, Slug = Slug ?? entry.Slug, Utm = Utm ?? UtmAdditions.None };
}
