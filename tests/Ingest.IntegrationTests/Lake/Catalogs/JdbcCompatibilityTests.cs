using Ingest.IntegrationTests.Registry;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Catalogs.Jdbc;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.IntegrationTests.Lake.Catalogs;

/// <summary>Tables and rows that another writer of the JDBC catalog has made or changed.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class JdbcCompatibilityTests(PostgreSqlCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_of_the_older_version_are_used_and_may_be_upgraded_meanwhile()
    {
        await using var rig = await JdbcRig.StartAsync(cluster, JdbcSchema.Create(isTyped: false));
        await rig.AskAsync("ALTER TABLE iceberg_tables ADD COLUMN iceberg_type VARCHAR(5)");
        var committed = (await rig.CommitAsync(rig.Catalog)).Table!;
        await using var later = await rig.OpenAsync(rig.Database);
        Assert.Equal(committed.MetadataLocation, (await later.LoadAsync(JdbcRig.Table, Cancellation))?.MetadataLocation);
        Assert.NotNull(await later.TryCreateAsync(new("analytics", "pa_sessions"), SampleTable.Definition, Cancellation));
        Assert.Equal("-,TABLE", await rig.AskAsync("SELECT string_agg(coalesce(iceberg_type, '-'), ',' ORDER BY table_name) FROM iceberg_tables"));
        Assert.Equal(CommitKind.Committed, (await later.CommitAsync(committed, SampleTable.Append(committed.Metadata, 2), Cancellation)).Kind);
    }

    [Fact]
    public async Task A_view_is_no_table()
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        await rig.AskAsync("UPDATE iceberg_tables SET iceberg_type = 'VIEW'");
        Assert.Null(await rig.Catalog.LoadAsync(JdbcRig.Table, Cancellation));
        Assert.Empty(await rig.Catalog.ListTablesAsync("analytics", Cancellation));
        Assert.Equal(CommitKind.Conflict, (await rig.CommitAsync(rig.Catalog)).Kind);
        Assert.Null(await rig.Catalog.TryCreateAsync(JdbcRig.Table, SampleTable.Definition, Cancellation));
    }

    [Fact]
    public async Task A_namespace_with_nothing_in_it_is_listed()
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        await rig.AskAsync("INSERT INTO iceberg_namespace_properties VALUES ('jdbc', 'empty', 'exists', 'true'), ('other', 'hidden', 'exists', 'true')");
        Assert.Equal(["analytics", "empty"], await rig.Catalog.ListNamespacesAsync(Cancellation));
    }

    [Fact]
    public async Task A_name_that_does_not_fit_is_refused()
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        var ns = $"{new string('n', 150)}.{new string('m', 150)}";
        var fault = await Assert.ThrowsAsync<CatalogException>(() => rig.Catalog.TryCreateAsync(new(ns, "x"), SampleTable.Definition, Cancellation));
        Assert.Contains("Names have up to 255 characters", fault.Message, StringComparison.Ordinal);
    }
}
