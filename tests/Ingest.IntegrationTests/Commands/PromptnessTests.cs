using System.Diagnostics;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands;

/// <summary>The promises with a time in them: what the start prints works when pasted, and how soon a change is seen.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class PromptnessTests
{
    [Fact]
    public async Task Printed_curl_and_printed_query_show_the_event_within_two_seconds()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(Path.Combine(folder, "data"));
        var commands = Curl().Matches(server.Log).Select(m => m.Value.Trim()).ToArray();
        Assert.Equal(2, commands.Length);

        Assert.Contains("sessionId", await ShellAsync(commands[0]), StringComparison.Ordinal);
        var clock = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(
            async () => (await ShellAsync(commands[1])).Contains("/welcome", StringComparison.Ordinal), TimeSpan.FromSeconds(2), "the event in the printed query's answer");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"visible only after {clock.Elapsed}");
    }

    [Fact]
    public async Task Site_added_beside_a_running_server_is_seen_within_a_second()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        var site = await Sender.AddSiteAsync(folder, "Late");
        await Eventually.IsTrueAsync(
            async () => (await Sender.SendAsync(server, site, "late")).IsSuccessStatusCode, TimeSpan.FromSeconds(1), "the new site known to the server");
        await Eventually.IsTrueAsync(
            async () => await server.CountAsync($"SELECT count() FROM metadata_site FINAL WHERE id = '{site}'") == 1, TimeSpan.FromSeconds(10), "the new site in metadata_site");
    }

    private static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output;
    }

    // A printed command may go over several lines, each but the last ending in a backslash.
    [GeneratedRegex(@"^ *curl (.*\\\n)*.*$", RegexOptions.Multiline)]
    private static partial Regex Curl();
}
