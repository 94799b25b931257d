using Ingest.Core.Keys;

namespace Ingest.Endpoints.Admin;

/// <summary>A share of a site as the API shows it.</summary>
/// <param name="Id">Its id, that of its key.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Key">The text of its key, when it has just been made; null ever after.</param>
/// <param name="Url">The link to hand out, when it has just been made; null ever after.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DeletedAt">When it was revoked; null while it is in force.</param>
internal sealed record ShareReply(Guid Id, string Name, string? Key, string? Url, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt)
{
    /// <summary>The reply for a share that was made before.</summary>
    public static ShareReply Of(ApiKey key) => new(key.Id, ShareKey.NameOf(key), null, null, key.CreatedAt, key.DeletedAt);
}
