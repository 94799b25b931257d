using System.Globalization;
using Ingest.Core.Registry;
using Ingest.Core.Sites;

namespace Ingest.Core.Keys;

/// <summary>Keys that are made to be handed out in links: each reads one site, and its name says what it is, in every list and log.</summary>
public static class ShareKey
{
    private const string Prefix = "share: ";

    /// <summary>True when the key is one of a site's shares: it may read that site, and nothing else.</summary>
    public static bool IsOf(Guid site, ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Name.StartsWith(Prefix, StringComparison.Ordinal)
            && key.Scopes is [var text] && KeyScope.TryParse(text, out var scope) && scope == new KeyScope(KeyRight.Read, site);
    }

    /// <summary>The name of a share: that of its key without what all have.</summary>
    public static string NameOf(ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Name[Prefix.Length..];
    }

    /// <summary>Makes one of a site and puts what is kept of it on disk; without a name it has the site's, with a number when that is taken. Its text is returned this once.</summary>
    /// <exception cref="RegistryException">The name breaks a rule or is taken, or the document is broken or cannot be reached.</exception>
    public static Task<(ApiKey Key, string Text)> CreateAsync(ApiKeyDirectory keys, Site site, string? name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(site);
        return name is not null && string.IsNullOrWhiteSpace(name)
            ? throw new RegistryException(RegistryFault.Invalid, "The share's name is empty: give another, or leave it out to have one made.")
            : keys.CreateAsync(Prefix + (name?.Trim() ?? FreeName(keys.Current, site.Name)), [$"read:{site.Id}"], cancellationToken);
    }

    private static string FreeName(ApiKeySnapshot keys, string site)
    {
        var taken = keys.InForce.Select(key => key.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var name = site;
        for (var number = 2; taken.Contains(Prefix + name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{site} {number}");
        }

        return name;
    }
}
