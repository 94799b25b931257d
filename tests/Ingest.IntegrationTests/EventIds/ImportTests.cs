using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.EventIds;

/// <summary>An import that is run again, after a kill of either side too, changes nothing: by the remembered ids, and without them.</summary>
public sealed class ImportTests
{
    private const int Lines = 6000;
    private const int Bots = 6;

    // With two remembered ids, repeated lines are stored again, and only their equal rows keep them from being counted.
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(2)]
    public async Task Import_that_is_killed_and_repeated_shows_every_line_once(int eventIdsMax)
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        var visits = WriteFile(folder.File("events.ndjson.gz"));
        var environment = new Dictionary<string, string> { ["INGEST__Intake__EventIdsMax"] = eventIdsMax.ToString(CultureInfo.InvariantCulture) };
        string[] import = ["import", folder.File("events.ndjson.gz"), "--site", site.ToString(), "--data", folder, "--connections", "1"];

        // The server is killed after the first batches, and waited for.
        ChildProcess running;
        await using (var first = await IngestServer.StartAsync(folder, environment))
        {
            running = IngestCommand.Start(import);
            await AppendedAsync(first);
            await first.KillAsync();
        }

        await using var server = await IngestServer.StartAsync(folder, environment);
        await using (running)
        {
            Assert.True(await running.EndAsync() == 0, running.Errors);
        }

        await Delivery.WaitAsync(server);
        Assert.Equal(Lines - Bots, await server.CountAsync("SELECT count() FROM v_pa_events"));
        Assert.Equal(Lines - Bots, await server.CountAsync("SELECT uniqExact(page_title) FROM v_pa_events WHERE toUnixTimestamp(event_time) = 1700000000 + toUInt32(page_title)"));
        Assert.Equal(Lines - Bots, await server.CountAsync("SELECT sum(views) + sum(custom_events) FROM v_pa_visits"));
        Assert.Equal(visits, await server.CountAsync("SELECT count() FROM v_pa_visits"));
        var before = await ViewsAsync(server);

        // Then the import itself is killed, and run once more.
        await using (var killed = IngestCommand.Start(import))
        {
            await AppendedAsync(server, orKnown: true);
            killed.Signal(ChildProcess.Kill);
            await killed.EndAsync();
        }

        var (exitCode, output, errors) = await IngestCommand.RunAsync(import);
        Assert.True(exitCode == 0, errors);
        var (known, again) = (Row(output, "already there"), Row(output, "stored"));
        Assert.Equal(Lines - Bots, known + again);
        Assert.True(eventIdsMax > 2 ? again == 0 : again > known, output);
        Assert.Equal(Bots, Row(output, "bots, not stored"));
        await Delivery.WaitAsync(server);
        Assert.Equal(before, await ViewsAsync(server));
    }

    [Fact]
    public async Task Lines_that_cannot_be_stored_are_named_and_written_out()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        string[] lines =
        [
            """{"url":"/good","timestamp":1700000000}""",
            "not JSON",
            """{"url":"/untimed"}""",
            $$"""{"website":"{{Guid.NewGuid()}}","timestamp":1700000000}""",
        ];
        await File.WriteAllLinesAsync(folder.File("events.ndjson"), lines);
        await using var server = await IngestServer.StartAsync(folder);
        var (exitCode, output, errors) = await IngestCommand.RunAsync(
            ["import", folder.File("events.ndjson"), "--site", site.ToString(), "--data", folder, "--rejects", folder.File("rejects")]);

        Assert.Equal(1, exitCode);
        Assert.Equal((4, 1), (Row(output, "read"), Row(output, "stored")));
        Assert.Equal(["line 2: not JSON", "line 3: payload.timestamp", "line 4: Website not found."], errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Regex.Match(line, @"^line \d: (not JSON|payload\.\w+|.*)").Value));
        Assert.Equal(lines[1..], await File.ReadAllLinesAsync(folder.File("rejects")));
    }

    [Fact]
    public async Task Without_a_server_it_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("events.ndjson"), "");
        var (exitCode, _, errors) = await IngestCommand.RunAsync(["import", folder.File("events.ndjson"), "--data", folder]);
        Assert.Equal(1, exitCode);
        Assert.Contains("No running server was found in the data folder", errors, StringComparison.Ordinal);
    }

    // Title and time tell lines apart; 40 visitors, an event every 20 seconds. Returns the number of visits: visitor and hour.
    private static int WriteFile(string path)
    {
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        var visits = new HashSet<(int Visitor, long Hour)>();
        for (var i = 0; i < Lines; i++)
        {
            var (seconds, visitor, isBot) = (i * 20, i * 7 % 40, i % (Lines / Bots) == 17);
            var payload = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["url"] = $"/page/{i % 50}",
                ["title"] = seconds.ToString(CultureInfo.InvariantCulture),
                ["timestamp"] = 1_700_000_000 + seconds,
                ["ip"] = $"203.0.113.{visitor}",
                ["userAgent"] = isBot ? "Googlebot/2.1" : Sender.Agent,
            };
            if (i % 5 == 0)
            {
                (payload["name"], payload["data"]) = ("buy", new { price = i, plan = "pro" });
            }

            writer.WriteLine(JsonSerializer.Serialize<object>(i % 2 == 0 ? payload : new { type = "event", payload }));
            _ = !isBot && visits.Add((visitor, (1_700_000_000 + seconds) / 3600));
        }

        return visits.Count;
    }

    private static Task AppendedAsync(IngestServer server, bool orKnown = false) => Poll.UntilAsync(
        async () => Regex.IsMatch(await server.Http.GetStringAsync("/metrics"), orKnown ? "ingest_events_appended_total [1-9]|reason=\"duplicate\"" : "ingest_events_appended_total [1-9]"),
        "lines on their way");

    private static async Task<string> ViewsAsync(IngestServer server)
    {
        var texts = new List<string>();
        foreach (var view in new[] { "v_pa_events", "v_pa_visits", "v_pa_sessions", "v_pa_event_data" })
        {
            var rows = await server.QueryAsync($"SELECT count() AS rows, sum(cityHash64(toString(tuple(*)))) AS hash FROM {view}");
            texts.Add($"{view} {rows.Single().GetRawText()}");
        }

        return string.Join('\n', texts);
    }

    private static long Row(string table, string name) =>
        long.Parse(Regex.Match(table, $@"{name}\s+│\s+([\d,]+)").Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
