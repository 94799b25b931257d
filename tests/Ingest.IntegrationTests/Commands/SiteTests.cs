using System.Net;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands;

/// <summary>Sites are changed by commands beside a running server.</summary>
public sealed class SiteTests
{
    [Fact]
    public async Task A_site_is_edited_deleted_and_restored_while_the_server_runs()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);

        var edited = await RunAsync(folder, 0, "edit", $"{site}", "--name", "Store [1]", "--domain", "store.example");
        Assert.Contains("Store [1]", edited, StringComparison.Ordinal);
        Assert.Contains("store.example", edited, StringComparison.Ordinal);
        await RunAsync(folder, 0, "edit", $"{site}", "--ignore", "127.0.0.1");
        await AnswersAsync(server, site, HttpStatusCode.Forbidden);
        await RunAsync(folder, 0, "edit", $"{site}", "--ignore-none", "--any-domain", "--bots", "keep", "--rate", "50", "--timestamps", "keyed", "--time-zone", "Europe/Berlin", "--retention-note", "13 months");
        await AnswersAsync(server, site, HttpStatusCode.OK);
        await Poll.UntilAsync(
            async () => await server.CountAsync($"SELECT count() FROM metadata_site FINAL WHERE id = '{site}' AND bots = 'keep' AND events_per_second = 50 AND timestamps = 'keyed' AND time_zone = 'Europe/Berlin' AND retention_note = '13 months'") == 1,
            "the settings in metadata_site");
        var shown = await RunAsync(folder, 0, "show", "Store [1]");
        Assert.Contains("keep", shown, StringComparison.Ordinal);
        Assert.Contains("50 events a second", shown, StringComparison.Ordinal);
        Assert.Contains("Europe/Berlin", shown, StringComparison.Ordinal);
        Assert.Contains("Europe/Berlin", await RunAsync(folder, 0, "list"), StringComparison.Ordinal);
        await RunAsync(folder, 0, "delete", "store [1]");
        await AnswersAsync(server, site, HttpStatusCode.BadRequest);
        Assert.DoesNotContain($"{site}", await RunAsync(folder, 0, "list"), StringComparison.Ordinal);
        Assert.Contains($"{site}", await RunAsync(folder, 0, "list", "--all"), StringComparison.Ordinal);
        await RunAsync(folder, 0, "restore", "Store [1]");
        await AnswersAsync(server, site, HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);

        Assert.Contains("--any-domain", await RunAsync(folder, 1, "edit", $"{site}"), StringComparison.Ordinal);
        Assert.Contains("give events a second, none, or server", await RunAsync(folder, 1, "edit", $"{site}", "--rate", "many"), StringComparison.Ordinal);
        Assert.Contains("Give the IANA name", await RunAsync(folder, 1, "edit", $"{site}", "--time-zone", "W. Europe Standard Time"), StringComparison.Ordinal);
        Assert.Contains("Give the IANA name", await RunAsync(folder, 1, "add", "--name", "Other", "--time-zone", "Berlin"), StringComparison.Ordinal);
        Assert.Contains("exclude each other", await RunAsync(folder, 1, "edit", $"{site}", "--any-domain", "--domain", "a.example"), StringComparison.Ordinal);
        Assert.Contains("ingest site list --all", await RunAsync(folder, 1, "delete", "Nobody"), StringComparison.Ordinal);
        Assert.Contains("ingest site list --all", await RunAsync(folder, 1, "restore", $"{site}"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string folder, int expected, params string[] arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(["site", .. arguments, "--data", folder]);
        Assert.True(exitCode == expected, $"{string.Join(' ', arguments)}: {exitCode} {output} {errors}");
        return output + errors;
    }

    private static Task AnswersAsync(IngestServer server, Guid site, HttpStatusCode expected) => Poll.UntilAsync(
        async () =>
        {
            using var reply = await Sender.SendAsync(server, site, "page");
            return reply.StatusCode == expected;
        },
        $"{expected} for the site");
}
