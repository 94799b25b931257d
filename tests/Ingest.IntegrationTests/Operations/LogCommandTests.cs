using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary>The log's own tools, on the log of a real server that could not deliver.</summary>
public sealed class LogCommandTests
{
    // Nothing listens there: the events stay in the log.
    private static readonly Dictionary<string, string> WithoutClickHouse = new() { ["INGEST__ClickHouse__Endpoint"] = "http://127.0.0.1:9" };

    [Fact]
    public async Task A_damaged_log_is_looked_into_mended_and_delivered()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await FillAsync(folder, site);

        // What is there: three events, all of them waiting.
        var info = await JsonAsync(["log", "info", "--json", "--data", folder]);
        Assert.False(info.GetProperty("isRunning").GetBoolean());
        Assert.True(info.GetProperty("records").GetInt64() >= 3);
        var dump = await RunAsync(0, "log", "dump", "--site", site.ToString()!, "--data", folder);
        var records = dump.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("urlPath", out _)).ToList();
        Assert.Equal(["/first", "/second", "/third"], records.Select(record => record.GetProperty("urlPath").GetString()));
        Assert.Contains("Whole", await RunAsync(0, "log", "verify", "--data", folder), StringComparison.Ordinal);

        // A flipped bit in the second, and no commit file.
        var address = records[1].GetProperty("address").GetInt64();
        Flip(Path.Combine(folder, "log", "events.log.0"), address + 40);
        var verified = await RunAsync(2, "log", "verify", "--json", "--data", folder);
        Assert.Equal(address, JsonDocument.Parse(verified).RootElement.GetProperty("places")[0].GetProperty("address").GetInt64());
        File.Delete(Path.Combine(folder, "log", "commits"));
        var refused = await IngestCommand.RunAsync(["serve", "--data", folder, "--urls", "http://127.0.0.1:0"], WithoutClickHouse);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("ingest log repair", refused.Errors, StringComparison.Ordinal);

        // Without --yes nothing changes.
        Assert.Contains("Nothing was changed", await RunAsync(2, "log", "repair", "--data", folder), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "log", "commits")));
        Assert.Contains("Done", await RunAsync(0, "log", "repair", "--yes", "--data", folder), StringComparison.Ordinal);
        Assert.Contains("Whole", await RunAsync(0, "log", "verify", "--data", folder), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "quarantine", "log")));

        await using var server = await IngestServer.StartAsync(folder);
        await Sender.WaitForAsync(server, "first");
        await Sender.WaitForAsync(server, "third");
        Assert.Equal(2, await server.CountAsync("SELECT count() FROM v_pa_events WHERE url_path IN ('/first', '/second', '/third')"));
    }

    [Fact]
    public async Task Commands_that_change_refuse_beside_a_running_server_and_what_is_not_delivered_is_cut_by_force_alone()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using (var server = await FillAsync(folder, site, isLeftRunning: true))
        {
            var refused = await IngestCommand.RunAsync(["log", "repair", "--yes", "--data", folder]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("another", refused.Errors, StringComparison.Ordinal);
            Assert.Contains("A server is running", await RunAsync(0, "log", "info", "--data", folder), StringComparison.Ordinal);
        }

        var until = (await JsonAsync(["log", "info", "--json", "--data", folder])).GetProperty("untilAddress").GetInt64();
        var held = await IngestCommand.RunAsync(["log", "cut", "--before", $"{until}", "--yes", "--data", folder]);
        Assert.Equal(1, held.ExitCode);
        Assert.Contains("--force", held.Errors, StringComparison.Ordinal);
        var copy = Path.Combine(folder, "dropped");
        Assert.Contains("Nothing was changed", await RunAsync(0, "log", "cut", "--before", $"{until}", "--force", "--data", folder), StringComparison.Ordinal);
        Assert.Contains(copy, await RunAsync(0, "log", "cut", "--before", $"{until}", "--force", "--copy-to", copy, "--yes", "--data", folder), StringComparison.Ordinal);
        Assert.Contains("/second", await RunAsync(0, "log", "dump", "--path", copy), StringComparison.Ordinal);
        Assert.Equal(0, (await JsonAsync(["log", "info", "--json", "--data", folder])).GetProperty("records").GetInt64());
    }

    // The server gives up on ClickHouse and stops; its cursor is on disk, before the first event.
    private static async Task<IAsyncDisposable?> FillAsync(string folder, Guid site, bool isLeftRunning = false)
    {
        var server = await IngestServer.StartAsync(folder, new Dictionary<string, string>(WithoutClickHouse) { ["INGEST__Server__ShutdownLimit"] = "00:00:01" });
        foreach (var path in (string[])["first", "second", "third"])
        {
            using var reply = await Sender.SendAsync(server, site, path);
            reply.EnsureSuccessStatusCode();
        }

        if (isLeftRunning)
        {
            return server;
        }

        await server.DisposeAsync();
        return null;
    }

    private static async Task<JsonElement> JsonAsync(string[] arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(arguments);
        Assert.True(exitCode == 0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static async Task<string> RunAsync(int expected, params string[] arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(arguments);
        Assert.True(exitCode == expected, $"{string.Join(' ', arguments)} ended with {exitCode}: {output}{errors}");
        return output;
    }

    private static void Flip(string path, long offset)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var one = new byte[1];
        Assert.Equal(1, RandomAccess.Read(file, one, offset));
        one[0] ^= 8;
        RandomAccess.Write(file, one, offset);
    }
}
