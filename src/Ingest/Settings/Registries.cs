using Ingest.Core.Keys;
using Ingest.Core.Links;
using Ingest.Core.Sites;

namespace Ingest.Settings;

/// <summary>What operators have registered, of all kinds.</summary>
/// <param name="Sites">Websites.</param>
/// <param name="Links">Short links.</param>
/// <param name="Pixels">Pixels.</param>
/// <param name="Keys">API keys.</param>
internal sealed record Registries(SiteDirectory Sites, SlugDirectory<Link> Links, SlugDirectory<Pixel> Pixels, ApiKeyDirectory Keys)
{
    /// <summary>True when an event may be of a source with this id: a site, a link or a pixel in force.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public bool HasSource(Guid id) => Sites.Current.Contains(id) || Links.Current.Contains(id) || Pixels.Current.Contains(id);

    /// <summary>True while somebody wants to know which page a request came from: a site that has domains, or whoever reads of links and pixels.</summary>
    public bool ReadsSource() => Sites.Current.Domains.Count > 0 || Links.Current.InForce.Count > 0 || Pixels.Current.InForce.Count > 0;

    /// <summary>Follows them until cancelled.</summary>
    public Task WatchAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Sites.WatchAsync(cancellationToken), Links.WatchAsync(cancellationToken), Pixels.WatchAsync(cancellationToken), Keys.WatchAsync(cancellationToken));
}
