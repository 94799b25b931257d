using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg;

/// <summary>The lake that options name: a catalog, and the storage of its files.</summary>
public sealed class Lake : IAsyncDisposable
{
    private Lake(IcebergOptions options, ILakeStorage storage, ICatalog catalog) => (Options, Storage, Catalog) = (options, storage, catalog);

    /// <summary>What it is made of.</summary>
    public IcebergOptions Options { get; }

    /// <summary>Where the files are.</summary>
    public ILakeStorage Storage { get; }

    /// <summary>Where the tables are known.</summary>
    public ICatalog Catalog { get; }

    /// <summary>
    /// How an engine reaches the files (Iceberg REST catalog specification, LoadTableResult): nothing for a folder. The keys are the server's own, which
    /// may write too: only for who is trusted with them.
    /// </summary>
    /// <param name="lendsCredentials">Whether the keys are among it.</param>
    public IReadOnlyDictionary<string, string> StorageConfig(bool lendsCredentials)
    {
        var config = new Dictionary<string, string>(StringComparer.Ordinal);
        var s3 = Options.ToS3();
        if (s3.Bucket.Length == 0)
        {
            return config;
        }

        void Put(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                config[name] = value;
            }
        }

        Put("s3.region", s3.Region);
        Put("client.region", s3.Region);
        Put("s3.endpoint", s3.Endpoint?.ToString().TrimEnd('/'));
        Put("s3.path-style-access", s3.UsesPathStyle ? "true" : null);
        if (lendsCredentials)
        {
            Put("s3.access-key-id", s3.AccessKey);
            Put("s3.secret-access-key", s3.SecretKey);
            Put("s3.session-token", s3.SessionToken);
        }

        return config;
    }

    /// <summary>Opens a lake.</summary>
    /// <param name="options">Options without faults, completed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="CatalogException">The catalog cannot be used with this storage.</exception>
    public static async Task<Lake> OpenAsync(IcebergOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var s3 = options.ToS3();
        var storage = LakeStorages.Open(s3.Bucket.Length > 0 ? s3.Root : new Uri(options.LocalPath).AbsoluteUri, s3, time);
        try
        {
            return new Lake(options, storage, await CatalogFactory.OpenAsync(options, storage, options.LocalPath, time, cancellationToken));
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Catalog.DisposeAsync();
        await Storage.DisposeAsync();
    }
}
