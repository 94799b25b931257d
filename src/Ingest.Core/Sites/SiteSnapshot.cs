using System.Collections.Frozen;

namespace Ingest.Core.Sites;

/// <summary>Every site at one moment: immutable, so that any number of threads may read it.</summary>
public sealed class SiteSnapshot
{
    private readonly FrozenDictionary<Guid, SiteEntry> _byId;
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SiteSnapshot(IReadOnlyList<Site> all)
    {
        All = all;
        Sites = [.. all.Where(site => site.DeletedAt is null)];
        _byId = Sites.ToFrozenDictionary(site => site.Id, site => new SiteEntry(site));
    }

    /// <summary>The sites and those deleted, in the order they were added.</summary>
    public IReadOnlyList<Site> All { get; }

    /// <summary>The sites in force, in the order they were added.</summary>
    public IReadOnlyList<Site> Sites { get; }

    /// <summary>Completes when a newer snapshot has taken this one's place. Whoever follows the sites takes a snapshot, uses it, awaits this, and takes the next.</summary>
    public Task Replaced => _replaced.Task;

    /// <summary>True when the site is registered and not deleted.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public bool Contains(Guid id) => _byId.ContainsKey(id);

    /// <summary>What the intake asks of a site; null when it is not registered, or deleted.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public SiteEntry? Find(Guid id) => _byId.GetValueOrDefault(id);

    internal void SetReplaced() => _replaced.TrySetResult();
}
