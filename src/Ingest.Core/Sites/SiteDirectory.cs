using Ingest.Core.Registry;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Sites;

/// <summary>The registered sites.</summary>
public sealed class SiteDirectory : RegistryDirectory<Site, SiteSnapshot>
{
    private SiteDirectory(IDocumentStore store, TimeProvider time, ILogger logger)
        : base(store, time, logger, new SiteSnapshot([]))
    {
    }

    /// <summary>Reads the sites; an empty document means none.</summary>
    /// <exception cref="RegistryException">The document is broken, or cannot be reached.</exception>
    public static async Task<SiteDirectory> OpenAsync(IDocumentStore store, TimeProvider time, ILogger logger, CancellationToken cancellationToken = default)
    {
        var directory = new SiteDirectory(store, time, logger);
        await directory.LoadAsync(cancellationToken);
        return directory;
    }

    /// <summary>Registers a site and puts it on disk. Without an id a random one is made.</summary>
    /// <exception cref="RegistryException">The site breaks a rule or exists already, or the document is broken or cannot be reached.</exception>
    public Task<Site> AddAsync(string name, Guid? id = null, IEnumerable<string>? domains = null, SiteSettings? settings = null, CancellationToken cancellationToken = default) =>
        AddAsync(now => new Site(id ?? Guid.NewGuid(), name, [.. domains ?? []], now) { Settings = settings ?? SiteSettings.None }, cancellationToken);

    private protected override SiteSnapshot Index(IReadOnlyList<Site> all) => new(all);
}
