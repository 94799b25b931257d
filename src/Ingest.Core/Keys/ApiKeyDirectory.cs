using Ingest.Core.Registry;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Keys;

/// <summary>The API keys.</summary>
public sealed class ApiKeyDirectory : RegistryDirectory<ApiKey, ApiKeySnapshot>
{
    private ApiKeyDirectory(IDocumentStore store, TimeProvider time, ILogger logger)
        : base(store, time, logger, new ApiKeySnapshot([]))
    {
    }

    /// <summary>Reads the keys; an empty document means none.</summary>
    /// <exception cref="RegistryException">The document is broken, or cannot be reached.</exception>
    public static async Task<ApiKeyDirectory> OpenAsync(IDocumentStore store, TimeProvider time, ILogger logger, CancellationToken cancellationToken = default)
    {
        var directory = new ApiKeyDirectory(store, time, logger);
        await directory.LoadAsync(cancellationToken);
        return directory;
    }

    /// <summary>Makes a key and puts what is kept of it on disk. Its text is returned this once.</summary>
    /// <exception cref="RegistryException">It breaks a rule, its name is taken, or the document is broken or cannot be reached.</exception>
    public async Task<(ApiKey Key, string Text)> CreateAsync(string name, IEnumerable<string> scopes, CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid();
        var (text, hash) = KeySecret.Create(id);
        return (await AddAsync(now => new ApiKey(id, name, [.. scopes], hash, now), cancellationToken), text);
    }

    private protected override ApiKeySnapshot Index(IReadOnlyList<ApiKey> all) => new(all);
}
