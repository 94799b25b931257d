using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>A pixel: who loads the image <c>/p/SLUG</c> is counted.</summary>
/// <param name="Id">Id of its events, as that of a site.</param>
/// <param name="Slug">Its word in the URL, in this case of letters.</param>
/// <param name="Name">Name for people; no two pixels in force share one.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record Pixel(Guid Id, string Slug, string Name, DateTimeOffset CreatedAt) : ISlugged<Pixel>
{
    /// <inheritdoc/>
    public static string Noun => "pixel";

    /// <inheritdoc/>
    public static string Prefix => "/p/";

    /// <inheritdoc/>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When it was deleted: it is answered as one that was never there from then on, and its events stay. Null while it is in force.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <inheritdoc/>
    public static string? FaultOf(Pixel? entry) => entry is null
        ? "it is null."
        : RegistryRules.IdFault(entry.Id) ?? SlugRules.FaultOf(entry.Slug) ?? RegistryRules.NameFault(entry.Name);

    /// <inheritdoc/>
    public static IReadOnlyList<Pixel> Parse(string where, ReadOnlySpan<byte> document) => PixelDocument.Parse(where, document);

    /// <inheritdoc/>
    public static byte[] Render(IReadOnlyList<Pixel> entries) => PixelDocument.Render(entries);

    /// <inheritdoc/>
    public Pixel Tidy() => this with { Slug = Slug.Trim(), Name = Name.Trim() };

    /// <inheritdoc/>
    public Pixel Touched(DateTimeOffset updatedAt, DateTimeOffset? deletedAt) => this with { UpdatedAt = updatedAt, DeletedAt = deletedAt };
}
