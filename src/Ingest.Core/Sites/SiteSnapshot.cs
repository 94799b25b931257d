using System.Collections.Frozen;
using Ingest.Core.Intake.Origins;
using Ingest.Core.Registry;

namespace Ingest.Core.Sites;

/// <summary>Every site at one moment: immutable, so that any number of threads may read it.</summary>
public sealed class SiteSnapshot : RegistrySnapshot<Site>
{
    private readonly FrozenDictionary<Guid, SiteEntry> _byId;

    internal SiteSnapshot(IReadOnlyList<Site> all)
        : base(all)
    {
        _byId = InForce.ToFrozenDictionary(site => site.Id, site => new SiteEntry(site));
        Domains = new DomainList(InForce.SelectMany(site => site.Domains));
        IsOpen = InForce.Any(site => site.Domains.Count == 0);
    }

    /// <summary>The domains of all sites.</summary>
    public DomainList Domains { get; }

    /// <summary>True when some site has no domains: any page may be one of its.</summary>
    public bool IsOpen { get; }

    /// <summary>True when the site is registered and not deleted.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public bool Contains(Guid id) => _byId.ContainsKey(id);

    /// <summary>What the intake asks of a site; null when it is not registered, or deleted.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public SiteEntry? Find(Guid id) => _byId.GetValueOrDefault(id);
}
