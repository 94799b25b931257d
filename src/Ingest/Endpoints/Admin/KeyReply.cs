using Ingest.Core.Keys;

namespace Ingest.Endpoints.Admin;

/// <summary>An API key as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Key">Its text, when it has just been made; null ever after.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DeletedAt">When it was revoked; null while it is in force.</param>
internal sealed record KeyReply(Guid Id, string Name, IReadOnlyList<string> Scopes, string? Key, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt)
{
    /// <summary>The reply for a key; with its text when it has just been made.</summary>
    public static KeyReply Of(ApiKey key, string? text = null) => new(key.Id, key.Name, key.Scopes, text, key.CreatedAt, key.DeletedAt);
}
