using Ingest.Core.Links;

namespace Ingest.Endpoints.Admin;

/// <summary>A pixel as a client gives it.</summary>
/// <param name="Name">Name for people; no two pixels share one.</param>
/// <param name="Slug">What stands behind <c>/p/</c>; left out to have one made, or to keep the one that there is.</param>
/// <param name="Id">Id of a new pixel; left out to have one made.</param>
internal sealed record PixelBody(string Name, string? Slug = null, Guid? Id = null) : IEntryBody<Pixel>
{
    /// <inheritdoc/>
    public Pixel ToEntry(Guid id, DateTimeOffset createdAt) => Apply(new Pixel(id, SlugRules.Make(), Name, createdAt));

    /// <inheritdoc/>
    public Pixel Apply(Pixel entry) => entry with { Name = Name, Slug = Slug ?? entry.Slug };
}
