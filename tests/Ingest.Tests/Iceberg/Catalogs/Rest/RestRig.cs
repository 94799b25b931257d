using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Fakes;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>A server, a client of it, and a table.</summary>
internal sealed class RestRig : IAsyncDisposable
{
    public static readonly Ingest.Sinks.Iceberg.TableName Name = new("analytics", "pa_events");

    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _storage;

    private RestRig() => _storage = new LocalStorage($"file://{_folder.Path}/lake");

    public StrictRestServer Server { get; private set; } = null!;

    public ICatalog Catalog { get; private set; } = null!;

    public LoadedTable Table { get; private set; } = null!;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a server and creates a table in it.</summary>
    public static async Task<RestRig> StartAsync(RestServerSettings? settings = null, string credentials = "", TimeProvider? time = null)
    {
        var rig = new RestRig();
        rig.Server = await StrictRestServer.StartAsync(rig._storage, rig._folder.File("catalog"), settings);
        rig.Catalog = await rig.OpenAsync(credentials, time);
        rig.Table = (await rig.Catalog.TryCreateAsync(Name, SampleTable.Definition, Cancellation))!;
        return rig;
    }

    /// <summary>Opens another client.</summary>
    public Task<ICatalog> OpenAsync(string credentials, TimeProvider? time = null) => CatalogFactory.OpenAsync(
        new CatalogOptions { CatalogType = CatalogType.Rest, CatalogUri = $"{Server.Address}/", CatalogWarehouse = StrictRestServer.Warehouse, CatalogCredentials = credentials },
        _storage,
        _folder,
        time ?? TimeProvider.System,
        Cancellation);

    /// <summary>Appends a snapshot, to the table as it was created.</summary>
    public Task<CommitResult> CommitAsync(CancellationToken? cancellation = null) => Catalog.CommitAsync(Table, SampleTable.Append(Table.Metadata, 1), cancellation ?? Cancellation);

    /// <summary>Whether the snapshot is in the table.</summary>
    public async Task<bool> HasSnapshotAsync() => (await Catalog.LoadAsync(Name, Cancellation))!.Metadata.CurrentSnapshotId == 1;

    public async ValueTask DisposeAsync()
    {
        await Catalog.DisposeAsync();
        await Server.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }
}
