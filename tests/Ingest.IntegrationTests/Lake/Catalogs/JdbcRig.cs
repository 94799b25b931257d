using Ingest.IntegrationTests.Registry;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.IntegrationTests.Lake.Catalogs;

/// <summary>A database of one test, a catalog in it, and a table.</summary>
internal sealed class JdbcRig : IAsyncDisposable
{
    public static readonly TableName Table = new("analytics", "pa_events");

    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _storage;

    private JdbcRig(string database)
    {
        Database = database;
        _storage = new LocalStorage($"file://{_folder.Path}/lake");
    }

    /// <summary>Its connection string.</summary>
    public string Database { get; }

    public ICatalog Catalog { get; private set; } = null!;

    /// <summary>The table as it was created.</summary>
    public LoadedTable Created { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes the database, and the table in it.</summary>
    /// <param name="cluster">The server.</param>
    /// <param name="sql">What another writer has done in the database before.</param>
    public static async Task<JdbcRig> StartAsync(PostgreSqlCluster cluster, string sql = "SELECT 1")
    {
        PostgreSqlCluster.Require();
        var rig = new JdbcRig(await cluster.CreateDatabaseAsync());
        await rig.AskAsync(sql);
        rig.Catalog = await rig.OpenAsync(rig.Database);
        rig.Created = (await rig.Catalog.TryCreateAsync(Table, SampleTable.Definition, Cancellation))!;
        return rig;
    }

    /// <summary>Opens another client.</summary>
    public Task<ICatalog> OpenAsync(string connectionString) =>
        CatalogFactory.OpenAsync(new CatalogOptions { CatalogUri = connectionString, CatalogName = "jdbc" }, _storage, _folder, TimeProvider.System, Cancellation);

    public Task<object?> AskAsync(string sql) => PostgreSqlCluster.ExecuteAsync(Database, sql);

    /// <summary>Appends a snapshot to the table as it was created.</summary>
    public Task<CommitResult> CommitAsync(ICatalog catalog) => catalog.CommitAsync(Created, SampleTable.Append(Created.Metadata, 1), Cancellation);

    /// <summary>The table as it is.</summary>
    public async Task<LoadedTable> LoadAsync() => (await Catalog.LoadAsync(Table, Cancellation))!;

    public async ValueTask DisposeAsync()
    {
        await Catalog.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }
}
