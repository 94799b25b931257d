using System.Diagnostics;
using Ingest.Core.Sites;
using Ingest.Registry.PostgreSql;
using Npgsql;

namespace Ingest.IntegrationTests.Registry;

/// <summary>Not run with the tests: prints what decision record 0040 cites. <c>-explicit only -class …LargeRegistryMeasurements -showLiveOutput</c>.</summary>
[Collection(PostgreSqlCollection.Name)]
[Trait("Run", "ByName")]
public sealed class LargeRegistryMeasurements(PostgreSqlCluster cluster, ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task As_many_sites_as_are_allowed_are_read_and_changed()
    {
        PostgreSqlCluster.Require();
        var connection = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()) { CommandTimeout = 15 }.ConnectionString;
        Site[] sites = [.. Enumerable.Range(0, 100_000).Select(n => new Site(Guid.NewGuid(), $"Site {n}", [$"www{n}.example.com", $"{n}.example.com"], DateTimeOffset.UnixEpoch))];
        output.WriteLine($"{Site.Render(sites).Length} bytes written");
        await using (var database = PostgreSqlDatabase.Open(new PostgreSqlOptions { ConnectionString = connection }))
        {
            await TimedAsync("first write", () => database.Document("sites").ReplaceAsync(_ => Site.Render(sites), TestContext.Current.CancellationToken));
        }

        await using var node = await TimedAsync("first read", () => SiteNode.OpenAsync(connection));
        await using var other = await SiteNode.OpenAsync(connection);
        for (var round = 0; round < 5; round++)
        {
            var name = $"Changed {round}";
            await TimedAsync("change", () => node.Sites.UpdateAsync(sites[^1].Id, site => site with { Name = name }));
            await TimedAsync("seen by another", () => other.SeesAsync(name));
        }

        Assert.Equal(100_000, other.Sites.Current.All.Count);
        Assert.Empty(other.Warnings);
    }

    private Task TimedAsync(string what, Func<Task> work) => TimedAsync(what, async () =>
    {
        await work();
        return true;
    });

    private async Task<T> TimedAsync<T>(string what, Func<Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await work();
        output.WriteLine($"{what}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");
        return result;
    }
}
