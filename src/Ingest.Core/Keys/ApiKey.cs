using Ingest.Core.Registry;

namespace Ingest.Core.Keys;

/// <summary>An API key as it is kept: who has the file does not have the key.</summary>
/// <param name="Id">Its id, a part of the key's text.</param>
/// <param name="Name">Name for people, which the log has for what was done with it.</param>
/// <param name="Scopes">What it may do: <c>admin</c>, <c>read:SITE</c>, <c>send:SITE</c>, where SITE is the id of a site or <c>*</c> for all.</param>
/// <param name="Hash">SHA-256 of its secret in base64. The secret has 256 random bits: a slow hash would protect nothing more.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record ApiKey(Guid Id, string Name, IReadOnlyList<string> Scopes, string Hash, DateTimeOffset CreatedAt) : IRegistryEntry<ApiKey>
{
    /// <inheritdoc/>
    public static string Noun => "key";

    /// <inheritdoc/>
    public static string Remedy => "Make another with 'ingest key create'.";

    /// <summary>When it was changed last; null when never.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When it was revoked; null while it is in force.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <inheritdoc/>
    public static string? FaultOf(ApiKey? entry) => ApiKeyRules.FaultOf(entry);

    /// <inheritdoc/>
    public static IReadOnlyList<ApiKey> Parse(string where, ReadOnlySpan<byte> document) => ApiKeyDocument.Parse(where, document);

    /// <inheritdoc/>
    public static byte[] Render(IReadOnlyList<ApiKey> entries) => ApiKeyDocument.Render(entries);

    /// <inheritdoc/>
    public ApiKey Tidy() => this with { Name = Name.Trim(), Scopes = [.. Scopes.Select(scope => scope.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal)] };

    /// <inheritdoc/>
    public ApiKey Touched(DateTimeOffset updatedAt, DateTimeOffset? deletedAt) => this with { UpdatedAt = updatedAt, DeletedAt = deletedAt };
}
