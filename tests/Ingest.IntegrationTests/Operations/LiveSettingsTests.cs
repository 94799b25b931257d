using System.Globalization;
using System.Net;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary>Settings that are changed beside a running server, by its files and by command.</summary>
public sealed class LiveSettingsTests
{
    private const int Changes = 6;
    private const int Senders = 4;

    [Fact]
    public async Task Changes_under_traffic_drop_nothing()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);
        using var done = new CancellationTokenSource();
        var sending = Enumerable.Range(0, Senders).Select(sender => SendAsync(server, site, sender, done.Token)).ToArray();
        for (var i = 0; i < Changes; i++)
        {
            var (rows, age, level) = i % 2 == 0 ? (3, "00:00:00.010", "Debug") : (100_000, "00:00:01", "Information");
            await SetAsync(folder, $"Batching:RowsMax={rows}", $"Batching:AgeMax={age}", $"Intake:SendBytesMax={4000 + i}", $"Intake:QueueDelayMax=00:00:0{i + 1}", $"Logging:LogLevel:Ingest={level}");
            await Poll.UntilAsync(() => Task.FromResult(server.Log.Contains($"Setting Intake:SendBytesMax is {4000 + i} from now on", StringComparison.Ordinal)), $"change {i} in force");
        }

        await done.CancelAsync();
        var sent = (await Task.WhenAll(sending)).Sum();
        Assert.True(sent > 100, $"traffic while the settings changed: {sent}");
        await Poll.UntilAsync(async () => await server.CountAsync("SELECT count() FROM v_pa_events") == sent, $"all {sent} events in ClickHouse");
        Assert.Equal(sent, await server.CountAsync("SELECT uniqExact(page_title) FROM v_pa_events"));
        Assert.Contains("Setting Batching:RowsMax is 3 from now on, was 100000; changed by file", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_faulty_edit_is_warned_about_and_the_server_goes_on_with_the_last_good_settings()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), """{"Batching":{"RowsMax":0,"AgeMax":"00:30:00"}}""");
        await Poll.UntilAsync(
            () => Task.FromResult(server.Log.Contains("The settings were edited and not changed, the last good ones stay in force: Batching:RowsMax is 0", StringComparison.Ordinal)), "the warning");
        using var reply = await Sender.SendAsync(server, site, "as before");
        await Sender.WaitForAsync(server, "as before");
    }

    [Fact]
    public async Task The_command_lists_sets_and_takes_back_and_says_what_the_environment_fixes()
    {
        using var folder = new TemporaryFolder();
        await SetAsync(folder, "batching:rowsmax=5000");
        var (_, list, _) = await IngestCommand.RunAsync(["settings", "list", "--data", folder]);
        Assert.Matches(@"Batching:RowsMax\s+│ 5000\s+│ 100000\s+│ settings.json", list);
        var (faulty, _, faults) = await IngestCommand.RunAsync(["settings", "set", "Batching:RowsMax=0", "Batching:AgeMax=soon", "Log:MaxBytes=5", "--data", folder]);
        Assert.Equal(1, faulty);
        Assert.Contains("Batching:AgeMax is 'soon'", faults, StringComparison.Ordinal);
        Assert.Contains("Log:MaxBytes counts at a start only", faults, StringComparison.Ordinal);
        var (conflict, _, why) = await IngestCommand.RunAsync(
            ["settings", "set", "Batching:RowsMax=6", "--data", folder], new Dictionary<string, string> { ["INGEST__Batching__RowsMax"] = "7" });
        Assert.Equal(1, conflict);
        Assert.Contains("by the environment variable INGEST__Batching__RowsMax", why, StringComparison.Ordinal);
        var (unset, after, _) = await IngestCommand.RunAsync(["settings", "unset", "Batching:RowsMax", "--data", folder]);
        Assert.Equal(0, unset);
        Assert.Matches(@"Batching:RowsMax\s+│ 100000\s+│ 100000\s+│ default", after);
    }

    [Fact]
    public async Task What_a_running_servers_own_environment_fixes_cannot_be_set_beside_it()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { ["INGEST__Batching__SetAsideMax"] = "7" });
        var (exitCode, _, errors) = await IngestCommand.RunAsync(["settings", "set", "Batching:SetAsideMax=5", "--data", folder]);
        Assert.Equal(1, exitCode);
        Assert.Contains("Batching:SetAsideMax is fixed to '7' by the environment variable INGEST__Batching__SetAsideMax", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "settings.json")));
    }

    private static async Task SetAsync(string folder, params string[] pairs)
    {
        var (exitCode, _, errors) = await IngestCommand.RunAsync(["settings", "set", .. pairs, "--data", folder]);
        Assert.True(exitCode == 0, errors);
    }

    private static async Task<long> SendAsync(IngestServer server, Guid site, int sender, CancellationToken done)
    {
        var sent = 0;
        while (!done.IsCancellationRequested)
        {
            using var reply = await Sender.SendAsync(server, site, string.Create(CultureInfo.InvariantCulture, $"{sender}/{sent}"));
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            sent++;
        }

        return sent;
    }
}
