using Ingest.Core.Keys;
using Ingest.Core.Links;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Registry.PostgreSql;

namespace Ingest.Settings;

/// <summary>Where the registries lie: in files of the data folder, or in a database that several servers share.</summary>
internal sealed class RegistryStores : IAsyncDisposable
{
    private readonly PostgreSqlDatabase? _database;
    private readonly string _dataPath;
    private readonly TimeProvider _time;

    private RegistryStores(PostgreSqlDatabase? database, string dataPath, TimeProvider time) => (_database, _dataPath, _time) = (database, dataPath, time);

    /// <summary>The file of a registry in a data folder.</summary>
    public static string FileOf<T>(string dataPath)
        where T : class, IRegistryEntry<T> => Path.Combine(dataPath, T.Noun + "s.json");

    /// <summary>The file of what was read last of a registry that lies in a database.</summary>
    public static string CopyOf<T>(string dataPath)
        where T : class, IRegistryEntry<T> => Path.ChangeExtension(FileOf<T>(dataPath), ".copy.json");

    /// <summary>Finds the registries of a data folder. Nothing is read yet.</summary>
    public static RegistryStores Open(PostgreSqlOptions options, string dataPath, TimeProvider time) =>
        new(options.IsSet ? PostgreSqlDatabase.Open(options) : null, Path.GetFullPath(dataPath), time);

    /// <summary>Reads all of them. <paramref name="keepsCopy"/>: those of a database are kept in the data folder too, for a start while it is away.</summary>
    /// <exception cref="RegistryException">A document is broken, or cannot be reached.</exception>
    public async Task<Registries> OpenAsync(bool keepsCopy, ILoggerFactory loggers, CancellationToken cancellationToken = default) => new(
        await OpenSitesAsync(keepsCopy, loggers.CreateLogger<SiteDirectory>(), cancellationToken),
        await OpenSlugsAsync<Link>(keepsCopy, loggers.CreateLogger<SlugDirectory<Link>>(), cancellationToken),
        await OpenSlugsAsync<Pixel>(keepsCopy, loggers.CreateLogger<SlugDirectory<Pixel>>(), cancellationToken),
        await OpenKeysAsync(keepsCopy, loggers.CreateLogger<ApiKeyDirectory>(), cancellationToken));

    /// <summary>Reads the sites. <paramref name="keepsCopy"/>: as for all.</summary>
    /// <exception cref="RegistryException">The document is broken, or cannot be reached.</exception>
    public Task<SiteDirectory> OpenSitesAsync(bool keepsCopy, ILogger logger, CancellationToken cancellationToken) =>
        SiteDirectory.OpenAsync(Find<Site>(mode: null, keepsCopy, logger), _time, logger, cancellationToken);

    /// <summary>Reads the links, or the pixels. <paramref name="keepsCopy"/>: as for all.</summary>
    /// <exception cref="RegistryException">The document is broken, or cannot be reached.</exception>
    public Task<SlugDirectory<T>> OpenSlugsAsync<T>(bool keepsCopy, ILogger logger, CancellationToken cancellationToken)
        where T : class, ISlugged<T> =>
        SlugDirectory<T>.OpenAsync(Find<T>(mode: null, keepsCopy, logger), _time, logger, cancellationToken);

    /// <summary>Reads the API keys. <paramref name="keepsCopy"/>: as for all.</summary>
    /// <exception cref="RegistryException">The document is broken, or cannot be reached.</exception>
    public Task<ApiKeyDirectory> OpenKeysAsync(bool keepsCopy, ILogger logger, CancellationToken cancellationToken) =>
        ApiKeyDirectory.OpenAsync(Find<ApiKey>(DataFolder.OwnerOnly, keepsCopy, logger), _time, logger, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IDocumentStore Find<T>(UnixFileMode? mode, bool keepsCopy, ILogger logger)
        where T : class, IRegistryEntry<T>
    {
        var file = new DocumentFile(FileOf<T>(_dataPath), _time, mode);
        if (_database is null)
        {
            return file;
        }

        var shared = new InheritingDocument<T>(_database.Document(T.Noun + "s"), file, logger);
        return keepsCopy ? new CopiedDocument<T>(shared, CopyOf<T>(_dataPath), mode, _time, logger) : shared;
    }
}
