using Ingest.Core.Registry;

namespace Ingest.IntegrationTests.Registry;

/// <summary>The database is away while servers run: they go on with what they have, and heal by themselves.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class OutageTests(PostgreSqlCluster cluster)
{
    [Fact]
    public async Task A_crash_and_a_restart_cost_one_warning_and_no_site()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        await using var node = await SiteNode.OpenAsync(database);
        await node.Sites.AddAsync("Shop");

        await cluster.CrashAsync();
        await RefusesAsync(node);
        await cluster.StartAsync();

        await HealsAsync(node, database);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_costs_one_warning_and_no_site()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        await using var node = await SiteNode.OpenAsync(database);
        await node.Sites.AddAsync("Shop");

        cluster.Pause();
        try
        {
            await RefusesAsync(node);
        }
        finally
        {
            cluster.Resume();
        }

        await HealsAsync(node, database);
    }

    private static async Task RefusesAsync(SiteNode node)
    {
        await Poll.UntilAsync(() => node.Warnings.Any(), "the warning");
        for (var tries = 0; tries < 2; tries++)
        {
            var refused = await Assert.ThrowsAsync<RegistryException>(() => node.Sites.AddAsync("Blog"));
            Assert.Equal(RegistryFault.Unavailable, refused.Fault);
            Assert.Contains($"Cannot reach {node.Sites.Where}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Nothing is changed", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["Shop"], node.Names);
    }

    private static async Task HealsAsync(SiteNode node, string database)
    {
        await using var other = await SiteNode.OpenAsync(database);
        await other.Sites.AddAsync("Blog");
        await node.SeesAsync("Blog");
        await node.Sites.AddAsync("Wiki");
        await other.SeesAsync("Wiki");

        var warning = Assert.Single(node.Warnings);
        Assert.Contains("Until then what was read before stays in force: sites: 1", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlCluster.Secret, warning, StringComparison.Ordinal);
    }
}
