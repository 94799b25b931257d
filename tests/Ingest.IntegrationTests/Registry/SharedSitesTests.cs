using Ingest.Core.Registry;
using Npgsql;

namespace Ingest.IntegrationTests.Registry;

/// <summary>The sites of several servers in one database.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class SharedSitesTests(PostgreSqlCluster cluster)
{
    private const string Revision = "SELECT revision FROM ingest_document WHERE name = 'sites'";

    [Fact]
    public async Task Each_sees_what_the_other_has_changed()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        await using var first = await SiteNode.OpenAsync(database);
        await using var second = await SiteNode.OpenAsync(database);

        var shop = await first.Sites.AddAsync("Shop", domains: ["shop.example"]);
        await second.SeesAsync("Shop");
        await second.Sites.UpdateAsync(shop.Id, site => site with { Name = "Störe \"1\" \\ ☃" });
        await first.SeesAsync("Störe \"1\" \\ ☃");
        await first.Sites.DeleteAsync(shop.Id);
        await Poll.UntilAsync(() => !second.Names.Any(), "the deletion");

        Assert.Equal(["shop.example"], second.Sites.Current.All.Single().Domains);
        Assert.Empty(first.Warnings);
        Assert.Empty(second.Warnings);
    }

    [Fact]
    public async Task Many_that_begin_and_write_at_once_lose_nothing()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            await using var node = await SiteNode.OpenAsync(database);
            for (var site = 0; site < 5; site++)
            {
                await node.Sites.AddAsync($"Site {writer} {site}");
            }
        }));

        await using var reader = await SiteNode.OpenAsync(database);
        Assert.Equal(40, reader.Sites.Current.InForce.Count);
        Assert.Equal(40L, await PostgreSqlCluster.ExecuteAsync(database, Revision));
        Assert.Equal(40L, await PostgreSqlCluster.ExecuteAsync(database, "SELECT count(DISTINCT name) FROM ingest_site WHERE deleted_at IS NULL AND created_at <= now()"));
    }

    [Fact]
    public async Task What_another_has_taken_is_refused_in_words_and_changes_nothing()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        await using var first = await SiteNode.OpenAsync(database);
        await using var second = await SiteNode.OpenAsync(database);
        var shop = await first.Sites.AddAsync("Shop");

        var name = await Assert.ThrowsAsync<RegistryException>(() => second.Sites.AddAsync("shop"));
        var id = await Assert.ThrowsAsync<RegistryException>(() => second.Sites.AddAsync("Other", shop.Id));
        await first.Sites.DeleteAsync(shop.Id);
        var deleted = await Assert.ThrowsAsync<RegistryException>(() => second.Sites.UpdateAsync(shop.Id, site => site with { Name = "New" }));

        Assert.Contains($"a site of this name exists, with the id {shop.Id}", name.Message, StringComparison.Ordinal);
        Assert.Contains("is already that of the site \"Shop\"", id.Message, StringComparison.Ordinal);
        Assert.Contains("it is deleted", deleted.Message, StringComparison.Ordinal);
        Assert.Equal([RegistryFault.Conflict, RegistryFault.Conflict, RegistryFault.Conflict], [name.Fault, id.Fault, deleted.Fault]);
        Assert.Equal(2L, await PostgreSqlCluster.ExecuteAsync(database, Revision));
    }

    [Fact]
    public async Task A_fault_of_the_change_is_the_callers_own_and_gives_the_row_back()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        await using var node = await SiteNode.OpenAsync(database);
        var shop = await node.Sites.AddAsync("Shop");

        await Assert.ThrowsAsync<TimeoutException>(() => node.Sites.UpdateAsync(shop.Id, _ => throw new TimeoutException()));
        await node.Sites.UpdateAsync(shop.Id, site => site with { Name = "Store" });

        Assert.Equal(["Store"], node.Names);
    }

    [Fact]
    public async Task A_document_that_is_broken_or_gone_leaves_the_last_good_sites()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        await using var node = await SiteNode.OpenAsync(database);
        await node.Sites.AddAsync("Shop");

        await PostgreSqlCluster.ExecuteAsync(database, "UPDATE ingest_document SET document = '{\"version\": 2}', revision = revision + 1");
        await Poll.UntilAsync(() => node.Warnings.Any(), "the warning");
        Assert.Contains($"What is in {node.Sites.Where} is not valid", node.Warnings.Single(), StringComparison.Ordinal);
        await PostgreSqlCluster.ExecuteAsync(database, "DROP TABLE ingest_document CASCADE");
        await Poll.UntilAsync(() => node.Warnings.Count() == 2, "the second warning");
        Assert.Contains($"There is no {node.Sites.Where} any more", node.Warnings.Last(), StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<RegistryException>(() => node.Sites.AddAsync("Blog"));
        Assert.Contains("any more", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["Shop"], node.Names);
    }

    [Theory]
    [InlineData("Password=wrong", "password authentication failed", "Mend Username and Password")]
    [InlineData("Database=nowhere", "\"nowhere\" does not exist", "Create the database")]
    [InlineData("Options=-c default_transaction_read_only=on", "read-only transaction", "name the primary")]
    [InlineData("Search Path=nowhere", "no schema has been selected", "Grant the user CREATE")]
    [InlineData("Host=/nowhere", "Cannot reach the document sites of the PostgreSQL database", "Check that the server runs")]
    [InlineData("Host=nowhere.invalid", "at nowhere.invalid:5432", "Check that the server runs")]
    [InlineData("Host=127.0.0.1;Port=1", "at 127.0.0.1:1", "Check that the server runs")]
    public async Task What_the_server_refuses_is_said_with_the_remedy_and_without_the_secret(string change, string expected, string remedy)
    {
        PostgreSqlCluster.Require();
        var settings = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync());
        foreach (var (key, value) in change.Split(';').Select(pair => (pair.Split('=')[0], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..])))
        {
            settings[key] = value;
        }

        var fault = await Assert.ThrowsAsync<RegistryException>(async () =>
        {
            await using var node = await SiteNode.OpenAsync(settings.ConnectionString);
            await node.Sites.AddAsync("Shop");
        });

        Assert.Equal(RegistryFault.Unavailable, fault.Fault);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlCluster.Secret, $"{fault}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_create_nothing_needs_the_tables_and_three_rights()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        await PostgreSqlCluster.ExecuteAsync(database, $"CREATE ROLE limited LOGIN PASSWORD '{PostgreSqlCluster.Secret}'");
        var limited = new NpgsqlConnectionStringBuilder(database) { Username = "limited", Password = PostgreSqlCluster.Secret }.ConnectionString;
        await using var node = await SiteNode.OpenAsync(limited);

        var refused = await Assert.ThrowsAsync<RegistryException>(() => node.Sites.AddAsync("Shop"));
        Assert.Contains("schema/postgresql/0001_registries.sql", refused.Message, StringComparison.Ordinal);
        await PostgreSqlCluster.ExecuteAsync(database, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema", "postgresql", "0001_registries.sql")));
        await PostgreSqlCluster.ExecuteAsync(database, "GRANT SELECT, INSERT, UPDATE ON ingest_document TO limited");

        await node.Sites.AddAsync("Shop");
        await node.SeesAsync("Shop");
    }
}
