using Ingest.Core.Links;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse.Mirrors;

/// <summary>Keeps <c>metadata_link</c> equal to the registered links.</summary>
public sealed class LinkMirror(ClickHouseClient client, ClickHouseOptions options, TimeProvider time)
    : RegistryMirror<Link>(client, options, time, "metadata_link", typeof(LinkRow))
{
    private protected override MirrorRow RowOf(Link entry) => new LinkRow
    {
        Id = entry.Id,
        Slug = entry.Slug,
        Name = entry.Name,
        Target = entry.Target,
        UtmSource = entry.Utm.Source ?? "",
        UtmMedium = entry.Utm.Medium ?? "",
        UtmCampaign = entry.Utm.Campaign ?? "",
        UtmTerm = entry.Utm.Term ?? "",
        UtmContent = entry.Utm.Content ?? "",
        CreatedAt = MirrorRow.Text(entry.CreatedAt),
        UpdatedAt = MirrorRow.Text(entry.UpdatedAt ?? entry.CreatedAt),
        DeletedAt = MirrorRow.Text(entry.DeletedAt),
        IsDeleted = entry.DeletedAt is null ? (byte)0 : (byte)1,
    };

    private sealed record LinkRow : MirrorRow
    {
        public required string Slug { get; init; }

        public required string Name { get; init; }

        public required string Target { get; init; }

        public required string UtmSource { get; init; }

        public required string UtmMedium { get; init; }

        public required string UtmCampaign { get; init; }

        public required string UtmTerm { get; init; }

        public required string UtmContent { get; init; }
    }
}
