using Ingest.Core.Registry;

namespace Ingest.Core.Keys;

/// <summary>What a key must be like.</summary>
internal static class ApiKeyRules
{
    private const int ScopesMax = 100;

    /// <inheritdoc cref="IRegistryEntry{T}.FaultOf"/>
    public static string? FaultOf(ApiKey? key) => key is null
        ? "it is null."
        : RegistryRules.IdFault(key.Id) ?? RegistryRules.NameFault(key.Name) ?? ScopesFault(key.Scopes) ?? HashFault(key.Hash);

    private static string? ScopesFault(IReadOnlyList<string> scopes) =>
        scopes.Count is 0 or > ScopesMax ? $"it has {scopes.Count} scopes: give 1 to {ScopesMax}."
        : scopes.FirstOrDefault(scope => !KeyScope.TryParse(scope, out _)) is { } wrong ? $"\"{wrong}\" is no scope. Give admin, read:SITE or send:SITE, with the id of a site or * for all."
        : null;

    private static string? HashFault(string hash)
    {
        Span<byte> bytes = stackalloc byte[KeySecret.HashBytes];
        return Convert.TryFromBase64String(hash, bytes, out var count) && count == KeySecret.HashBytes
            ? null
            : "its hash is not the SHA-256 of a secret in base64. Make the key with 'ingest key create'.";
    }
}
