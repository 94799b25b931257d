using System.Net.Http.Json;
using System.Text.Json;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary>The log's own tools, on the log of a real server that could not deliver.</summary>
public sealed class LogCommandTests
{
    // Without an engine the events stay in the log, and the server is there at once.
    private static readonly Dictionary<string, string> WithoutEngine = new() { ["INGEST_LIBCHDB"] = "/absent.so" };

    [Fact]
    public async Task A_damaged_log_is_looked_into_mended_and_delivered()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using (var server = await FillAsync(folder, site))
        {
            server.Signal(ChildProcess.Terminate);
            await server.EndAsync();
        }

        // What is there: three events, all of them waiting.
        var info = await JsonAsync("log", "info", "--json", "--data", folder);
        Assert.False(info.GetProperty("isRunning").GetBoolean());
        Assert.True(info.GetProperty("records").GetInt64() >= 3);
        var dump = await RunAsync(0, "log", "dump", "--site", $"{site}", "--data", folder);
        var records = dump.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("pageTitle", out _)).ToList();
        Assert.Equal(["first", "second", "third"], records.Select(record => record.GetProperty("pageTitle").GetString()));
        Assert.Contains("Whole", await RunAsync(0, "log", "verify", "--data", folder), StringComparison.Ordinal);

        // A flipped bit in the second, and no commit file.
        var address = records[1].GetProperty("address").GetInt64();
        Flip(Path.Combine(folder, "log", "events.log.0"), address + 40);
        var verified = await RunAsync(2, "log", "verify", "--json", "--data", folder);
        Assert.Equal(address, JsonDocument.Parse(verified).RootElement.GetProperty("places")[0].GetProperty("address").GetInt64());
        File.Delete(Path.Combine(folder, "log", "commits"));
        var refused = await IngestCommand.RunAsync(["serve", "--data", folder, "--urls", "http://127.0.0.1:0"], WithoutEngine);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("ingest log repair", refused.Errors, StringComparison.Ordinal);

        // Without --yes nothing changes.
        Assert.Contains("Nothing was changed", await RunAsync(2, "log", "repair", "--data", folder), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "log", "commits")));
        Assert.Contains("Done", await RunAsync(0, "log", "repair", "--yes", "--data", folder), StringComparison.Ordinal);
        Assert.Contains("Whole", await RunAsync(0, "log", "verify", "--data", folder), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "quarantine", "log")));

        await using var again = await IngestServer.StartAsync(folder);
        await Sender.WaitForAsync(again, "first");
        await Sender.WaitForAsync(again, "third");
        Assert.Equal(0, await again.CountAsync("SELECT count() FROM v_pa_events WHERE page_title = 'second'"));
    }

    [Fact]
    public async Task What_changes_a_log_refuses_beside_a_server_and_what_is_not_delivered_is_cut_by_force_alone()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using (var first = await IngestServer.StartAsync(folder))
        {
            using var reply = await Sender.SendAsync(first, site, "zero");
            await Sender.WaitForAsync(first, "zero");
        }

        await using (var server = await FillAsync(folder, site))
        {
            var refused = await IngestCommand.RunAsync(["log", "repair", "--yes", "--data", folder]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("another", refused.Errors, StringComparison.Ordinal);
            Assert.Contains("A server is running", await RunAsync(0, "log", "info", "--data", folder), StringComparison.Ordinal);
            server.Signal(ChildProcess.Kill);
            await server.EndAsync();
        }

        var info = await JsonAsync("log", "info", "--json", "--data", folder);
        var until = $"{info.GetProperty("untilAddress").GetInt64()}";
        Assert.True(info.GetProperty("sinks")[0].GetProperty("recordsBehind").GetInt64() >= 3);
        var held = await IngestCommand.RunAsync(["log", "cut", "--before", until, "--yes", "--data", folder]);
        Assert.Equal(1, held.ExitCode);
        Assert.Contains("--force", held.Errors, StringComparison.Ordinal);
        var copy = Path.Combine(folder, "dropped");
        Assert.Contains("Nothing was changed", await RunAsync(0, "log", "cut", "--before", until, "--force", "--data", folder), StringComparison.Ordinal);
        Assert.Contains(copy, await RunAsync(0, "log", "cut", "--before", until, "--force", "--copy-to", copy, "--yes", "--data", folder), StringComparison.Ordinal);
        Assert.Contains("\"second\"", await RunAsync(0, "log", "dump", "--path", copy), StringComparison.Ordinal);
        Assert.Equal(0, (await JsonAsync("log", "info", "--json", "--data", folder)).GetProperty("records").GetInt64());
    }

    // A running server that has taken three events.
    private static async Task<ChildProcess> FillAsync(string folder, Guid site)
    {
        var server = IngestCommand.Start(["serve", "--data", folder, "--urls", "http://127.0.0.1:0"], WithoutEngine);
        await server.LineAsync("Ctrl+C");
        var address = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "run.json"))).RootElement.GetProperty("Collect").GetString()!;
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Sender.Agent);
        foreach (var title in (string[])["first", "second", "third"])
        {
            using var reply = await http.PostAsJsonAsync("/api/send", new { type = "event", payload = new { website = site, url = "/page", title } });
            reply.EnsureSuccessStatusCode();
        }

        return server;
    }

    private static async Task<JsonElement> JsonAsync(params string[] arguments) => JsonDocument.Parse(await RunAsync(0, arguments)).RootElement;

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
