using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>A short link: who opens <c>/q/SLUG</c> is counted and sent on.</summary>
/// <param name="Id">Id of its events, as that of a site.</param>
/// <param name="Slug">Its word in the URL, in this case of letters.</param>
/// <param name="Name">Name for people; no two links in force share one.</param>
/// <param name="Target">Where it leads: an absolute URL.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record Link(Guid Id, string Slug, string Name, string Target, DateTimeOffset CreatedAt) : ISlugged<Link>
{
    /// <inheritdoc/>
    public static string Noun => "link";

    /// <inheritdoc/>
    public static string Prefix => "/q/";

    /// <summary>What is added to the target.</summary>
    public UtmAdditions Utm { get; init => field = value ?? UtmAdditions.None; } = UtmAdditions.None;

    /// <inheritdoc/>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When it was deleted: it is answered as one that was never there from then on, and its events stay. Null while it is in force.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <inheritdoc/>
    public static string? FaultOf(Link? entry) => entry is null
        ? "it is null."
        : RegistryRules.IdFault(entry.Id) ?? SlugRules.FaultOf(entry.Slug) ?? RegistryRules.NameFault(entry.Name) ?? LinkTarget.FaultOf(entry.Target) ?? entry.Utm.Fault(entry.Target);

    /// <inheritdoc/>
    public static IReadOnlyList<Link> Parse(string where, ReadOnlySpan<byte> document) => LinkDocument.Parse(where, document);

    /// <inheritdoc/>
    public static byte[] Render(IReadOnlyList<Link> entries) => LinkDocument.Render(entries);

    /// <summary>Where a visitor is sent: the target with the additions. Printable ASCII, as a header needs it.</summary>
    public string ToLocation() => Utm.AppendTo(Target);

    /// <inheritdoc/>
    public Link Tidy() => this with { Slug = Slug.Trim(), Name = Name.Trim(), Target = Target.Trim(), Utm = Utm.Tidy() };

    /// <inheritdoc/>
    public Link Touched(DateTimeOffset updatedAt, DateTimeOffset? deletedAt) => this with { UpdatedAt = updatedAt, DeletedAt = deletedAt };
}
