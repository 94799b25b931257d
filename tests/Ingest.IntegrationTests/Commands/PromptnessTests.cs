using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands;

/// <summary>The promises with a time in them: what the start prints works when pasted, and how soon a change is seen.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class PromptnessTests
{
    // A machine may stand still for a moment, once; a server that is late is late each time.
    private const int Tries = 3;

    [Fact]
    public async Task Printed_curl_and_printed_query_show_the_event_within_two_seconds()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(Path.Combine(folder, "data"));
        var commands = Curl().Matches(server.Log).Select(m => m.Value.Trim()).ToArray();
        Assert.Equal(2, commands.Length);

        await AssertOnceWithinAsync(TimeSpan.FromSeconds(2), async number =>
        {
            Assert.Contains("sessionId", await ShellAsync(commands[0]), StringComparison.Ordinal);
            return await TimeAsync(async () => Regex.Count(await ShellAsync(commands[1]), "/welcome") == number, "the event in the printed query's answer");
        });
    }

    [Fact]
    public async Task Site_added_beside_a_running_server_is_seen_within_a_second()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        var site = Guid.Empty;
        await AssertOnceWithinAsync(TimeSpan.FromSeconds(1), async number =>
        {
            site = await Sender.AddSiteAsync(folder, $"Late {number}");
            return await TimeAsync(async () => (await Sender.SendAsync(server, site, "late")).IsSuccessStatusCode, "the new site known to the server");
        });
        await Poll.UntilAsync(
            async () => await server.CountAsync($"SELECT count() FROM metadata_site FINAL WHERE id = '{site}'") == 1, "the new site in metadata_site");
    }

    [Fact]
    public async Task Share_revoked_beside_a_running_server_is_refused_within_a_second()
    {
        using var folder = new TemporaryFolder();
        await Sender.AddSiteAsync(folder, "Shop");
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { ["INGEST__Access__FailuresPerMinute"] = "10000" });
        await AssertOnceWithinAsync(TimeSpan.FromSeconds(1), async number =>
        {
            var (_, link, _) = await IngestCommand.RunAsync(["site", "share", "Shop", "--name", $"{number}", "--data", folder]);
            Assert.StartsWith($"{server.Collect}#share=", link, StringComparison.Ordinal);
            await Poll.UntilAsync(async () => await AskedAsync(server, link) == 200, "the new share known to the server");

            var (exitCode, _, errors) = await IngestCommand.RunAsync(["key", "revoke", $"share: {number}", "--data", folder]);
            Assert.True(exitCode == 0, errors);
            return await TimeAsync(async () => await AskedAsync(server, link) == 401, "the revoked share refused by the server");
        });
    }

    private static async Task<int> AskedAsync(IngestServer server, string link)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", link.Trim().Split("#share=")[1]);
        using var reply = await server.Http.SendAsync(request);
        return (int)reply.StatusCode;
    }

    private static async Task AssertOnceWithinAsync(TimeSpan limit, Func<int, Task<TimeSpan>> measure)
    {
        var times = new List<TimeSpan>();
        while (times.Count < Tries && !times.Exists(time => time < limit))
        {
            times.Add(await measure(times.Count + 1));
        }

        Assert.Contains(times, time => time < limit);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task<bool>> condition, string expectation)
    {
        var started = Stopwatch.GetTimestamp();
        await Poll.UntilAsync(condition, expectation);
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<string> ShellAsync(string command) => (await ChildProcess.RunAsync(["bash", "-c", command])).Output;

    // A printed command may go over several lines, each but the last ending in a backslash.
    [GeneratedRegex(@"^ *curl (.*\\\n)*.*$", RegexOptions.Multiline)]
    private static partial Regex Curl();
}
