using System.Text.Json;
using Ingest.ClickHouse.Embedded;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Doctor;

/// <summary>The doctor beside a running server.</summary>
public sealed class RunningDoctorTests
{
    [Fact]
    public async Task A_sound_server_has_no_fault_and_is_not_disturbed()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { ["INGEST__Intake__QueueDelayMax"] = "00:00:30" });
        using var sent = await Sender.SendAsync(server, site, "before");
        await Sender.WaitForAsync(server, "before");

        // Faulty here, sound there: the server's own settings count.
        var found = await Diagnosis.MakeAsync(folder, new Dictionary<string, string> { ["INGEST__Batching__RowsMax"] = "0" });
        Assert.True(found.ExitCode == 0, found.ToString());
        found.Has("settings", "ok", "as process");
        found.Has("engine", "ok", "user 'ingest'");
        found.Has("engine schema", "ok", "complete");
        found.Has("engine clock", "ok", "against this machine");
        found.Has("server", "ok", "is ready");
        found.Has("backlog clickhouse", "ok", "0 events wait");
        found.Has("quarantine", "ok", "empty");
        found.Has("open files", found.Findings.First(finding => finding.Check == "open files").Level, "of them open");
        Assert.Contains("ingest_events_received_total 1\n", await server.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder, ".doctor*"));
        using var after = await Sender.SendAsync(server, site, "after");
        await Sender.WaitForAsync(server, "after");
    }

    [Fact]
    public async Task A_dropped_table_a_refused_user_and_a_far_end_that_is_away_are_faults()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        using var writer = new EngineClient(new Uri(server.ClickHouse.GetLeftPart(UriPartial.Authority)), "ingest", WriterPassword.ReadOrCreate(Path.Combine(folder, "clickhouse")));
        await writer.QueryAsync("DROP TABLE ingest.fact_bot");
        object[] sinks =
        [
            new { Name = "locked", Endpoint = server.ClickHouse.GetLeftPart(UriPartial.Authority), User = "ingest", Password = "wrong" },
            new { Name = "away", Endpoint = "http://127.0.0.1:9", User = "ingest" },
        ];
        await File.WriteAllTextAsync(Path.Combine(folder, "sinks.json"), JsonSerializer.Serialize(new { Sinks = sinks, Removed = Array.Empty<string>() }));
        var found = await Diagnosis.MakeAsync(folder);
        Assert.Equal(1, found.ExitCode);
        found.Has("engine schema", "fault", "lacks fact_bot");
        found.Has("sink locked", "fault", "refuses the user 'ingest'");
        found.Has("sink away", "fault", "cannot be reached");
    }

    [Fact]
    public async Task A_server_that_was_killed_is_not_taken_for_a_running_one()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        await server.KillAsync();
        (await Diagnosis.MakeAsync(folder)).Has("server", "ok", "was killed");
    }
}
