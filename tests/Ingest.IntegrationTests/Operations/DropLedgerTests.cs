using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary>What is not stored can be read back, by site and reason, and by a person.</summary>
public sealed class DropLedgerTests
{
    [Fact]
    public async Task What_was_dropped_is_in_view_rejections_once_and_explained_by_why()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder, "My shop");
        await using (var server = await IngestServer.StartAsync(folder))
        {
            using var stored = await Sender.SendAsync(server, site, "stored");
            for (var i = 0; i < 3; i++)
            {
                using var bot = await Sender.SendAsync(server, site, "bot", agent: "curl/8.4.0");
            }

            using var unknown = await Sender.SendAsync(server, Guid.NewGuid(), "unknown");
            Assert.Equal(0, await server.StopAsync());
        }

        // The stop has written the open minute, and has delivered it.
        await using var again = await IngestServer.StartAsync(folder);
        var rows = await again.QueryAsync("SELECT site_id, site_name, stage, reason, toUInt32(sum(events)) AS events FROM view_rejections GROUP BY ALL ORDER BY reason");
        Assert.Equal(
            [(site.ToString(), "My shop", "bot", "bot", 3), (Guid.Empty.ToString(), "", "site", "unknown-site", 1)],
            rows.Select(row => (
                row.GetProperty("site_id").GetString()!,
                row.GetProperty("site_name").GetString()!,
                row.GetProperty("stage").GetString()!,
                row.GetProperty("reason").GetString()!,
                row.GetProperty("events").GetInt32())));

        foreach (var name in new[] { "my shop", site.ToString() })
        {
            var (exitCode, colored, errors) = await IngestCommand.RunAsync(["why", name, "--last", "2h", "--data", folder]);
            Assert.True(exitCode == 0, errors);
            var output = Regex.Replace(colored, @"\x1b\[[0-9;]*m", "", RegexOptions.None, TimeSpan.FromSeconds(1));
            Assert.Matches(@"Stored: 1 events, the newest received \d", output);
            Assert.Matches(@"bot +\S+ bot +\S+ 3 ", output);
            Assert.Contains("bot: The user agent is a bot's.", output, StringComparison.Ordinal);
            Assert.Matches(@"site +\S+ unknown-site +\S+ 1 ", output);
        }

        var (failed, _, fault) = await IngestCommand.RunAsync(["why", "nobody", "--data", folder]);
        Assert.Equal(1, failed);
        Assert.Contains("No site 'nobody' is registered", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bots_that_are_kept_are_in_their_own_view_and_in_no_other()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { ["INGEST__Bots__Keep"] = "true" });
        using var stored = await Sender.SendAsync(server, site, "stored");
        using var bot = await Sender.SendAsync(server, site, "bot", agent: "curl/8.4.0");
        Assert.Equal("bot", bot.Headers.GetValues("X-Ingest-Dropped").Single());
        Assert.Contains("beep", await bot.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await Sender.WaitForAsync(server, "stored");
        await Poll.UntilAsync(async () => await server.CountAsync("SELECT count() FROM view_bots") == 1, "the bot in its own view");
        var row = (await server.QueryAsync("SELECT * FROM view_bots")).Single();
        Assert.Equal(site.ToString(), row.GetProperty("site_id").GetString());
        Assert.Equal("/page", row.GetProperty("url_path").GetString());
        Assert.NotEmpty(row.GetProperty("rule").GetString()!);
        foreach (var view in new[] { "v_pa_events", "v_pa_visits", "v_pa_sessions", "fact_event" })
        {
            Assert.Equal(1, await server.CountAsync($"SELECT count() FROM {view}"));
        }

        var metrics = await server.Http.GetStringAsync("/metrics");
        Assert.Contains("ingest_events_appended_total 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("ingest_events_rejected_total{reason=\"bot\",stage=\"bot\"} 1\n", metrics, StringComparison.Ordinal);
    }
}
