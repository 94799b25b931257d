using Ingest.Core.Registry;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Links;

/// <summary>The registered links, or the registered pixels.</summary>
/// <typeparam name="T">Which of the two.</typeparam>
public sealed class SlugDirectory<T> : RegistryDirectory<T, SlugSnapshot<T>>
    where T : class, ISlugged<T>
{
    private SlugDirectory(IDocumentStore store, TimeProvider time, ILogger logger)
        : base(store, time, logger, new SlugSnapshot<T>([]))
    {
    }

    /// <summary>Reads them; an empty document means none.</summary>
    /// <exception cref="RegistryException">The document is broken, or cannot be reached.</exception>
    public static async Task<SlugDirectory<T>> OpenAsync(IDocumentStore store, TimeProvider time, ILogger logger, CancellationToken cancellationToken = default)
    {
        var directory = new SlugDirectory<T>(store, time, logger);
        await directory.LoadAsync(cancellationToken);
        return directory;
    }

    /// <summary>Registers what <paramref name="make"/> makes of a slug and the time, and puts it on disk. Without a slug a random one is made.</summary>
    /// <exception cref="RegistryException">It breaks a rule or exists already, or the document is broken or cannot be reached.</exception>
    public Task<T> AddAsync(string? slug, Func<string, DateTimeOffset, T> make, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(make);
        return AddAsync(now => make(slug ?? MakeSlug(), now), cancellationToken);
    }

    private protected override SlugSnapshot<T> Index(IReadOnlyList<T> all) => new(all);

    // Two in a row that are taken already do not happen; one, among many thousands, may.
    private string MakeSlug()
    {
        var slug = SlugRules.Make();
        return Current.Find(slug) is null ? slug : SlugRules.Make();
    }
}
