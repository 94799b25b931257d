using Ingest.Core.Links;
using Ingest.Core.Sites;

namespace Ingest.Settings;

/// <summary>What operators have registered, of all kinds.</summary>
/// <param name="Sites">Websites.</param>
/// <param name="Links">Short links.</param>
/// <param name="Pixels">Pixels.</param>
internal sealed record Registries(SiteDirectory Sites, SlugDirectory<Link> Links, SlugDirectory<Pixel> Pixels)
{
    /// <summary>Reads those of a data folder.</summary>
    /// <exception cref="Core.Registry.RegistryException">One is broken, or cannot be reached.</exception>
    public static async Task<Registries> OpenAsync(string dataPath, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken = default) => new(
        await SiteDirectory.OpenAsync(RegistryStores.Sites(dataPath, time), time, loggers.CreateLogger<SiteDirectory>(), cancellationToken),
        await SlugDirectory<Link>.OpenAsync(RegistryStores.Links(dataPath, time), time, loggers.CreateLogger<SlugDirectory<Link>>(), cancellationToken),
        await SlugDirectory<Pixel>.OpenAsync(RegistryStores.Pixels(dataPath, time), time, loggers.CreateLogger<SlugDirectory<Pixel>>(), cancellationToken));

    /// <summary>True when the id is that of one in force.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public bool Contains(Guid id) => Sites.Current.Contains(id) || Links.Current.Contains(id) || Pixels.Current.Contains(id);

    /// <summary>Follows them until cancelled.</summary>
    public Task WatchAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Sites.WatchAsync(cancellationToken), Links.WatchAsync(cancellationToken), Pixels.WatchAsync(cancellationToken));
}
