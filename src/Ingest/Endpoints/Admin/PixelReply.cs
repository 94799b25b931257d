using Ingest.Core.Links;

namespace Ingest.Endpoints.Admin;

/// <summary>A pixel as the API shows it.</summary>
/// <param name="Id">Id of its events.</param>
/// <param name="Slug">What stands behind <c>/p/</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Url">The address of the image.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it was changed last; null when never.</param>
/// <param name="DeletedAt">When it was deleted; null while it is in force.</param>
internal sealed record PixelReply(
    Guid Id, string Slug, string Name, string Url, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt, DateTimeOffset? DeletedAt) : IEntryReply<Pixel, PixelReply>
{
    /// <inheritdoc/>
    public static PixelReply Of(Pixel entry, PublicUrls urls) =>
        new(entry.Id, entry.Slug, entry.Name, new Uri(urls.Root, Pixel.Prefix + entry.Slug).AbsoluteUri, entry.CreatedAt, entry.UpdatedAt, entry.DeletedAt);
}
