using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands;

/// <summary>What a later start keeps, and what the commands beside the server show.</summary>
public sealed class FirstStartTests
{
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
        await Sender.WaitForAsync(again, "first");
        await Sender.WaitForAsync(again, "second");
    }

    [Fact]
    public async Task First_start_warns_of_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { ["INGEST__Canary__Interval"] = "00:00:00.5" });
        await Poll.UntilAsync(async () => await server.CountAsync("SELECT count() FROM metadata_canary") > 0, "the first canary");

        Assert.Contains("info: ", server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("warn: ", server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("fail: ", server.Log, StringComparison.Ordinal);
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
        Assert.Contains("ingest serve", errors, StringComparison.Ordinal);
    }

    private static async Task<string> SessionAsync(HttpResponseMessage reply)
    {
        using (reply)
        {
            return System.Text.Json.JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("sessionId").GetString()!;
        }
    }
}
