using System.Diagnostics;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands;

/// <summary>The promise of the README: one command, and what it prints works when pasted.</summary>
public sealed partial class FirstStartTests
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
    public async Task Second_start_keeps_the_site_the_secret_and_the_events()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        string session;
        await using (var server = await IngestServer.StartAsync(folder))
        {
            session = await SessionAsync(await Sender.SendAsync(server, site, "first"));
        }

        await using var again = await IngestServer.StartAsync(folder);
        Assert.Equal(session, await SessionAsync(await Sender.SendAsync(again, site, "second")));
        await Sender.WaitForAsync(again, "first", TimeSpan.FromSeconds(10));
        await Sender.WaitForAsync(again, "second", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Sql_command_shows_a_table_and_any_format()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        var table = await IngestCommand.RunAsync(["sql", "SELECT 1 AS one, 'x' AS letter", "--data", folder]);
        Assert.Equal(0, table.ExitCode);
        Assert.Matches("one.*letter", table.Output);
        var csv = await IngestCommand.RunAsync(["sql", "SELECT 1 AS one, 'x' AS letter", "--format", "CSV", "--data", folder]);
        Assert.Equal("1,\"x\"", csv.Output.Trim());
        var wrong = await IngestCommand.RunAsync(["sql", "SELECT nothing", "--data", folder]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("UNKNOWN_IDENTIFIER", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_without_a_server_says_how_to_get_one()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = await IngestCommand.RunAsync(["sql", "SELECT 1", "--data", folder]);
        Assert.Equal(1, exitCode);
        Assert.Contains("ingest serve", Regex.Replace(errors, @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1)), StringComparison.Ordinal);
    }

    private static async Task<string> SessionAsync(HttpResponseMessage reply)
    {
        using (reply)
        {
            return System.Text.Json.JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("sessionId").GetString()!;
        }
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
