using System.Collections.Frozen;
using Ingest.Core.Registry;

namespace Ingest.Core.Keys;

/// <summary>Every key at one moment: immutable, so that any number of threads may read it.</summary>
public sealed class ApiKeySnapshot : RegistrySnapshot<ApiKey>
{
    private readonly FrozenDictionary<Guid, KeyEntry> _byId;

    internal ApiKeySnapshot(IReadOnlyList<ApiKey> all)
        : base(all) => _byId = InForce.ToFrozenDictionary(key => key.Id, key => new KeyEntry(key));

    /// <summary>The key of a text; null when it is none, or revoked. The time that it takes depends on the id in the text, which is no secret, and on nothing that is.</summary>
    public KeyEntry? Find(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[KeySecret.HashBytes];
        return KeySecret.TryParse(text, hash, out var id) && _byId.TryGetValue(id, out var entry) && entry.HasHash(hash) ? entry : null;
    }
}
