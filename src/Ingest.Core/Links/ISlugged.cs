using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>What is registered with a word of its own in URLs: a link, a pixel.</summary>
/// <typeparam name="T">The type itself.</typeparam>
public interface ISlugged<T> : IRegistryEntry<T>
    where T : class, ISlugged<T>
{
    /// <summary>Its word in the URL, in this case of letters; no two in force share one.</summary>
    string Slug { get; }

    /// <summary>When it was registered.</summary>
    DateTimeOffset CreatedAt { get; }

    /// <summary>When it was changed last, its deletion included; null when never.</summary>
    DateTimeOffset? UpdatedAt { get; }

    /// <summary>What stands before the slug in the URL: <c>/q/</c>.</summary>
    static abstract string Prefix { get; }

    /// <inheritdoc/>
    static string? IRegistryEntry<T>.ConflictOf(T entry, IEnumerable<T> others) => SlugRules.ConflictOf(entry, others);
}
