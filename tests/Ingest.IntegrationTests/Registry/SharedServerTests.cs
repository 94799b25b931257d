using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Registry;

/// <summary>The real binary with <c>Sites:ConnectionString</c>: servers and commands on one database.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class SharedServerTests(PostgreSqlCluster cluster)
{
    [Fact]
    public async Task Two_servers_take_a_site_that_a_command_adds_and_go_on_without_the_database()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        using var folders = new TemporaryFolder();

        // At the same moment, on a database without anything: one of them makes the table and the first site.
        var servers = await Task.WhenAll(SharingServer.StartAsync(folders.File("one"), database), SharingServer.StartAsync(folders.File("two"), database));
        await using var first = servers[0];
        await using var second = servers[1];
        var shop = await AddAsync(folders, database, "Shop");
        await Task.WhenAll(first.AnswersAsync(shop, HttpStatusCode.OK), second.AnswersAsync(shop, HttpStatusCode.OK));
        Assert.Equal(2L, await PostgreSqlCluster.ExecuteAsync(database, "SELECT count(*) FROM ingest_site"));

        // Keys, links and pixels are shared as sites are.
        var (_, created) = await RunAsync(folders.File("one"), database, "key", "create", "--name", "laptop", "--scope", "admin");
        var key = Regex.Match(created, "ingest_[A-Za-z0-9_-]{64}").Value;
        await RunAsync(folders.File("two"), database, "link", "add", "--name", "Letter", "--target", "https://shop.example/", "--slug", "letter");
        await Task.WhenAll(first.KnowsAsync("/api/links", "letter", key), second.KnowsAsync("/api/links", "letter", key));

        await cluster.CrashAsync();
        await first.WarnsAsync("Until then what was read before stays in force");
        Assert.Equal(HttpStatusCode.OK, await first.SendAsync(shop));
        var (exitCode, output) = await RunAsync(folders.File("one"), database, "site", "add", "--name", "Blog");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("ingest: Cannot reach the document sites of the PostgreSQL database", output, StringComparison.Ordinal);

        // A start meanwhile goes on with what the last one read.
        await second.StopAsync();
        await using var again = await SharingServer.StartAsync(folders.File("two"), database);
        Assert.Contains("The start goes on with the copy", again.Log, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await again.SendAsync(shop));

        // One that has read nothing yet does not start.
        var (unstarted, reason) = await RunAsync(folders.File("three"), database, "serve", "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, unstarted);
        Assert.Contains("Cannot reach the document sites", reason, StringComparison.Ordinal);

        await cluster.StartAsync();
        var blog = await AddAsync(folders, database, "Blog");
        await Task.WhenAll(first.AnswersAsync(blog, HttpStatusCode.OK), again.AnswersAsync(blog, HttpStatusCode.OK));
        var metrics = await first.MetricsAsync();
        Assert.Contains("ingest_registry_reloads_failed_total{registry=\"site\"} 1", metrics, StringComparison.Ordinal);
        await first.StopAsync();
        await again.StopAsync();
        AssertNoSecret([first.Log, second.Log, again.Log, output, reason, metrics, .. Directory.GetFiles(folders, "*", SearchOption.AllDirectories).Select(Read)]);
    }

    [Fact]
    public async Task The_sites_of_a_file_move_into_the_database_and_commands_find_it_by_the_data_folder()
    {
        PostgreSqlCluster.Require();
        var database = await cluster.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        var shop = await Sender.AddSiteAsync(folder, "Shop");
        await File.WriteAllTextAsync(folder.File("appsettings.json"), JsonSerializer.Serialize(new { Sites = new { ConnectionString = database } }));

        var (added, said) = await RunAsync(folder, null, "site", "add", "--name", "Blog");
        Assert.Equal(0, added);
        Assert.Contains("1 sites of the file", said, StringComparison.Ordinal);
        var (_, listed) = await RunAsync(folder, null, "site", "list");
        Assert.Contains($"{shop}", listed, StringComparison.Ordinal);
        Assert.Contains("Blog", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("Blog", await File.ReadAllTextAsync(folder.File("sites.json")), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("sites.copy.json")));
        var (shown, missing) = await RunAsync(folder, null, "why", "Nobody");
        Assert.Equal(1, shown);
        Assert.Contains("is registered in the document sites of the PostgreSQL database", missing, StringComparison.Ordinal);

        await using var server = await SharingServer.StartAsync(folder, database);
        Assert.Equal(HttpStatusCode.OK, await server.SendAsync(shop));
    }

    [Theory]
    [InlineData("postgres://operator:hunter2@db/ingest", "is no connection string, or its parts contradict each other")]
    [InlineData("Host=db;Database=ingest;Password=ab;hunter2=cd", "is no connection string, or its parts contradict each other")]
    [InlineData("Host=db;Database=ingest;Port=hunter2", "is no connection string, or its parts contradict each other")]
    [InlineData("Host=db;Password=hunter2", "names no Database")]
    [InlineData("Database=ingest;Password=hunter2", "names no Host")]
    public async Task A_wrong_connection_string_is_a_fault_of_the_settings_without_the_secret(string text, string expected)
    {
        using var folder = new TemporaryFolder();

        foreach (var command in new[] { "serve", "site list" })
        {
            var (exitCode, output) = await RunAsync(folder, text, command.Split(' '));
            Assert.Equal(1, exitCode);
            Assert.Contains($"- Sites:ConnectionString {expected}", output, StringComparison.Ordinal);
            AssertNoSecret([output]);
        }
    }

    private static async Task<Guid> AddAsync(TemporaryFolder folders, string database, string name)
    {
        var (exitCode, output) = await RunAsync(folders.File("elsewhere"), database, "site", "add", "--name", name);
        Assert.True(exitCode == 0, output);
        return Guid.Parse(output.Trim());
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string dataPath, string? database, params string[] arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync([.. arguments, "--data", dataPath], database is null ? null : SharingServer.Environment(database));
        return (exitCode, output + errors);
    }

    private static void AssertNoSecret(IEnumerable<string> texts) =>
        Assert.All(texts, text => Assert.DoesNotContain(PostgreSqlCluster.Secret, text, StringComparison.Ordinal));

    private static string Read(string path) => Encoding.Latin1.GetString(File.ReadAllBytes(path));
}
