using Ingest.Core.Registry;

namespace Ingest.Core.Sites;

/// <summary>A registered website.</summary>
/// <param name="Id">Id that trackers send as <c>website</c>.</param>
/// <param name="Name">Name for people; no two sites in force share one.</param>
/// <param name="Domains">Domains it is served from; empty means any.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record Site(Guid Id, string Name, IReadOnlyList<string> Domains, DateTimeOffset CreatedAt) : IRegistryEntry<Site>
{
    /// <inheritdoc/>
    public static string Noun => "site";

    /// <summary>What is set for it alone.</summary>
    public SiteSettings Settings { get; init => field = value ?? SiteSettings.None; } = SiteSettings.None;

    /// <summary>When it was changed last, its deletion included; null when never.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When it was deleted: its events are refused from then on, and those stored stay. Null while it is in force.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <inheritdoc/>
    public static string? FaultOf(Site? entry) => SiteRules.FaultOf(entry);

    /// <inheritdoc/>
    public static IReadOnlyList<Site> Parse(string where, ReadOnlySpan<byte> document) => SiteDocument.Parse(where, document);

    /// <inheritdoc/>
    public static byte[] Render(IReadOnlyList<Site> entries) => SiteDocument.Render(entries);

    /// <inheritdoc/>
    public Site Tidy() => this with
    {
        Name = Name.Trim(),
        Domains = [.. Domains.Select(domain => domain.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal)],
        Settings = Settings with
        {
            IgnoredAddresses = [.. Settings.IgnoredAddresses.Select(address => address.Trim()).Distinct(StringComparer.Ordinal)],
            TimeZone = Settings.TimeZone.Trim(),
            RetentionNote = Settings.RetentionNote.Trim(),
        },
    };

    /// <inheritdoc/>
    public Site Touched(DateTimeOffset updatedAt, DateTimeOffset? deletedAt) => this with { UpdatedAt = updatedAt, DeletedAt = deletedAt };
}
