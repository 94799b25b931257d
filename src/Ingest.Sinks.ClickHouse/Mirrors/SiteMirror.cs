using Ingest.Core.Sites;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse.Mirrors;

/// <summary>Keeps <c>metadata_site</c> equal to the registered sites.</summary>
public sealed class SiteMirror(ClickHouseClient client, ClickHouseOptions options, TimeProvider time)
    : RegistryMirror<Site>(client, options, time, "metadata_site", typeof(SiteRow))
{
    private protected override MirrorRow RowOf(Site entry) => new SiteRow
    {
        Id = entry.Id,
        Name = entry.Name,
        Domains = entry.Domains,
        Bots = entry.Settings.Bots is { } bots ? SettingNames.Of(bots) : "",
        RetentionNote = entry.Settings.RetentionNote,
        EventsPerSecond = entry.Settings.EventsPerSecond,
        Timestamps = SettingNames.Of(entry.Settings.Timestamps ?? SiteTimestamps.Any),
        TimeZone = entry.Settings.TimeZone,
        CreatedAt = MirrorRow.Text(entry.CreatedAt),
        UpdatedAt = MirrorRow.Text(entry.UpdatedAt ?? entry.CreatedAt),
        DeletedAt = MirrorRow.Text(entry.DeletedAt),
        IsDeleted = entry.DeletedAt is null ? (byte)0 : (byte)1,
    };

    private sealed record SiteRow : MirrorRow
    {
        public required string Name { get; init; }

        public required IReadOnlyList<string> Domains { get; init; }

        public required string Bots { get; init; }

        public required string RetentionNote { get; init; }

        public required double? EventsPerSecond { get; init; }

        public required string Timestamps { get; init; }

        public required string TimeZone { get; init; }

        // Lists are equal only to themselves.
        public override bool Says(MirrorRow other) =>
            other is SiteRow site && Domains.SequenceEqual(site.Domains) && base.Says(site with { Domains = Domains });
    }
}
