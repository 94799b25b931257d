using System.Security.Cryptography;

namespace Ingest.Core.Keys;

/// <summary>A key in force, ready for those who ask what it may do.</summary>
/// <remarks>Immutable.</remarks>
public sealed class KeyEntry
{
    private readonly byte[] _hash;
    private readonly KeyScope[] _scopes;

    internal KeyEntry(ApiKey key)
    {
        (Id, Name, _hash) = (key.Id, key.Name, Convert.FromBase64String(key.Hash));
        _scopes = [.. key.Scopes.Select(text => KeyScope.TryParse(text, out var scope) ? scope : throw new FormatException(text))];
    }

    /// <summary>The key's id.</summary>
    public Guid Id { get; }

    /// <summary>The key's name.</summary>
    public string Name { get; }

    /// <summary>True when it may do everything.</summary>
    public bool IsAdmin => May(KeyRight.Admin);

    /// <summary>True when it may do something for a site; for all sites when that is null.</summary>
    public bool May(KeyRight right, Guid? site = null)
    {
        foreach (var scope in _scopes)
        {
            if (scope.Gives(right, site))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when it may do something for one site at least.</summary>
    public bool MayForSome(KeyRight right) => Array.Exists(_scopes, scope => scope.Gives(right, scope.Site));

    /// <summary>Compares in a time that says nothing of the hash.</summary>
    internal bool HasHash(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(hash, _hash);
}
