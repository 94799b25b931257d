using Ingest.IntegrationTests.Registry;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Catalogs.Jdbc;
using Ingest.Tests.Iceberg.Catalogs;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.IntegrationTests.Lake.Catalogs;

/// <summary>The contract on PostgreSQL, with tables of version 1 that the catalog makes.</summary>
[Collection(PostgreSqlCollection.Name)]
public class JdbcCatalogTests(PostgreSqlCluster cluster) : CatalogContract
{
    private string _database = "";

    /// <summary>Version of the tables that the catalog makes.</summary>
    protected virtual JdbcSchemaVersion Version => JdbcSchemaVersion.V1;

    public override async ValueTask InitializeAsync()
    {
        PostgreSqlCluster.Require();
        await base.InitializeAsync();
        _database = await cluster.CreateDatabaseAsync();
    }

    [Fact]
    public async Task The_rows_are_those_of_other_writers()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        var committed = (await catalog.CommitAsync(created, SampleTable.Append(created.Metadata, 1), Cancellation)).Table!;
        Assert.Matches(@"/metadata/00001-[0-9a-f-]{36}\.metadata\.json$", committed.MetadataLocation);
        var columns = Version == JdbcSchemaVersion.V1 ? ", iceberg_type" : "";
        Assert.Equal(
            string.Join('|', ["ingest", "analytics", "pa_events", committed.MetadataLocation, created.MetadataLocation, .. Version == JdbcSchemaVersion.V1 ? ["TABLE"] : Array.Empty<string>()]),
            await AskAsync($"SELECT concat_ws('|', catalog_name, table_namespace, table_name, metadata_location, previous_metadata_location{columns}) FROM iceberg_tables"));
        Assert.Equal("ingest|analytics|exists|true", await AskAsync("SELECT concat_ws('|', catalog_name, namespace, property_key, property_value) FROM iceberg_namespace_properties"));
        Assert.Equal(
            Version == JdbcSchemaVersion.V1 ? 1L : 0L,
            await AskAsync("SELECT count(*) FROM information_schema.columns WHERE table_name = 'iceberg_tables' AND column_name = 'iceberg_type' AND character_maximum_length = 5"));
    }

    protected override Task<ICatalog> OpenAsync() => CatalogFactory.OpenAsync(
        new CatalogOptions { CatalogUri = _database, CatalogSchemaVersion = Version }, Storage, Folder, TimeProvider.System, Cancellation);

    private Task<object?> AskAsync(string sql) => PostgreSqlCluster.ExecuteAsync(_database, sql);
}

/// <summary>The same with tables of version 0.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class JdbcCatalogV0Tests(PostgreSqlCluster cluster) : JdbcCatalogTests(cluster)
{
    protected override int CommitsEach => 5;

    protected override JdbcSchemaVersion Version => JdbcSchemaVersion.V0;
}
