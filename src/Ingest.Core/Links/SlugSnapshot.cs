using System.Collections.Frozen;
using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>Every link, or every pixel, at one moment: immutable, so that any number of threads may read it.</summary>
/// <typeparam name="T">Which of the two.</typeparam>
public sealed class SlugSnapshot<T> : RegistrySnapshot<T>
    where T : class, ISlugged<T>
{
    private readonly FrozenDictionary<string, T> _bySlug;
    private readonly FrozenSet<Guid> _ids;

    internal SlugSnapshot(IReadOnlyList<T> all)
        : base(all) => (_bySlug, _ids) = (InForce.ToFrozenDictionary(entry => entry.Slug, StringComparer.Ordinal), InForce.Select(entry => entry.Id).ToFrozenSet());

    /// <summary>The one in force with this slug; null when there is none.</summary>
    public T? Find(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>True when one with this id is in force.</summary>
    public bool Contains(Guid id) => _ids.Contains(id);
}
