using System.Net.Http.Headers;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands;

/// <summary>Keys are made and revoked by commands beside a running server.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task A_key_works_within_a_second_of_its_making_and_not_after_it_is_revoked()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder, "My shop");
        await using var server = await IngestServer.StartAsync(folder);
        Assert.Matches("^ingest_", server.FirstKey);

        var key = (await RunAsync(folder, 0, "create", "--name", "reports", "--scope", "read:my shop")).Split('\n')[0].Trim();
        await AnswersAsync(server, $"/api/sites/{site}", key, 200);
        await AnswersAsync(server, "/api/keys", key, 403);
        var list = await RunAsync(folder, 0, "list");
        Assert.Contains("reports", list, StringComparison.Ordinal);
        Assert.Contains($"read:{site}", list.Replace("\n", "", StringComparison.Ordinal).Replace("│", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);

        await RunAsync(folder, 0, "revoke", "Reports");
        await AnswersAsync(server, $"/api/sites/{site}", key, 401);
        Assert.DoesNotContain("reports", await RunAsync(folder, 0, "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_prints_no_key()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await IngestServer.StartAsync(folder))
        {
            Assert.Contains("shown this once", first.Log, StringComparison.Ordinal);
            Assert.DoesNotContain(first.FirstKey, await File.ReadAllTextAsync(Path.Combine(folder, "keys.json")), StringComparison.Ordinal);
        }

        await using var second = await IngestServer.StartAsync(folder);
        Assert.DoesNotContain("ingest_", second.Log.Replace("ingest_events", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_with_the_remedy()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("Give admin, read:SITE or send:SITE", await RunAsync(folder, 1, "create", "--name", "a", "--scope", "root"), StringComparison.Ordinal);
        Assert.Contains("ingest site list", await RunAsync(folder, 1, "create", "--name", "a", "--scope", "read:Nothing"), StringComparison.Ordinal);
        Assert.Contains("ingest key list --all", await RunAsync(folder, 1, "revoke", "nobody"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string folder, int expected, params string[] arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(["key", .. arguments, "--data", folder]);
        Assert.True(exitCode == expected, $"{string.Join(' ', arguments)}: {exitCode} {output} {errors}");
        return output + errors;
    }

    private static Task AnswersAsync(IngestServer server, string path, string key, int expected) => Poll.UntilAsync(
        async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var reply = await server.Http.SendAsync(request);
            return (int)reply.StatusCode == expected;
        },
        $"{expected} for {path}");
}
