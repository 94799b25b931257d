using Ingest.Core.Links;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse.Mirrors;

/// <summary>Keeps <c>metadata_pixel</c> equal to the registered pixels.</summary>
public sealed class PixelMirror(ClickHouseClient client, ClickHouseOptions options, TimeProvider time)
    : RegistryMirror<Pixel>(client, options, time, "metadata_pixel", typeof(PixelRow))
{
    private protected override MirrorRow RowOf(Pixel entry) => new PixelRow
    {
        Id = entry.Id,
        Slug = entry.Slug,
        Name = entry.Name,
        CreatedAt = MirrorRow.Text(entry.CreatedAt),
        UpdatedAt = MirrorRow.Text(entry.UpdatedAt ?? entry.CreatedAt),
        DeletedAt = MirrorRow.Text(entry.DeletedAt),
        IsDeleted = entry.DeletedAt is null ? (byte)0 : (byte)1,
    };

    private sealed record PixelRow : MirrorRow
    {
        public required string Slug { get; init; }

        public required string Name { get; init; }
    }
}
