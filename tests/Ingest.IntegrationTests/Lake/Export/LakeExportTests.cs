using System.Globalization;
using System.Text.Json;
using Ingest.Core.Faults;

namespace Ingest.IntegrationTests.Lake.Export;

/// <summary>Tables of a running server copied into the lake, and read there by a ClickHouse that knows nothing of it.</summary>
public sealed class LakeExportTests(ExportServer rig) : IClassFixture<ExportServer>
{
    private const string Tables = "fact_event,event_visit,metadata_session,metadata_site";

    private const string Visit =
        "site_id, session_id, visit_id, duration_seconds, views, custom_events, is_bounce, hostname, entry_path, entry_query, entry_title, exit_path, referrer_domain, referrer_path, "
        + "utm_source, utm_medium, utm_campaign, utm_content, utm_term, click_id, browser, os, device, screen, language, country, region, city, distinct_id";

    private static readonly string[] January = ["--from", "2026-01-01", "--to", "2026-02-01"];
    private static readonly string[] February = ["--from", "2026-02-01", "--to", "2026-03-01"];

    // The same question to both: what the lake has, and what people query in ClickHouse.
    private static readonly (string Table, string Lake, string ClickHouse)[] Questions =
    [
        (
            "fact_event",
            "SELECT count() AS rows, sum(cityHash64(toString(tuple(* EXCEPT (event_time, received_at))), toUnixTimestamp64Milli(event_time), toUnixTimestamp64Milli(received_at))) AS hash, sum(revenue) AS revenue FROM TABLE WHERE event_time >= '2026-MONTH-01' AND event_time < '2026-MONTH-28'",
            "SELECT count() AS rows, sum(cityHash64(toString(tuple(* EXCEPT (event_time, received_at))), toUnixTimestamp64Milli(event_time), toUnixTimestamp64Milli(received_at))) AS hash, sum(revenue) AS revenue FROM fact_event FINAL WHERE event_time >= '2026-MONTH-01' AND event_time < '2026-MONTH-28'"),
        (
            "event_visit",
            $"SELECT toUnixTimestamp64Milli(started_at) AS started, toUnixTimestamp64Milli(ended_at) AS ended, {Visit} FROM TABLE WHERE started_at >= '2026-MONTH-01' AND started_at < '2026-MONTH-28' ORDER BY ALL",
            $"SELECT toUnixTimestamp64Milli(started_at) AS started, toUnixTimestamp64Milli(ended_at) AS ended, {Visit} FROM event_visit WHERE started_at >= '2026-MONTH-01' AND started_at < '2026-MONTH-28' ORDER BY ALL"),
        (
            "metadata_session",
            "SELECT site_id, session_id, toUnixTimestamp64Milli(first_seen_at) AS first, toUnixTimestamp64Milli(last_seen_at) AS last, first_browser AS browser, first_os AS os, identity_distinct_id AS distinct_id FROM TABLE WHERE first_seen_at >= '2026-MONTH-01' AND first_seen_at < '2026-MONTH-28' ORDER BY ALL",
            "SELECT site_id, session_id, toUnixTimestamp64Milli(first_seen_at) AS first, toUnixTimestamp64Milli(last_seen_at) AS last, browser, os, distinct_id FROM v_pa_sessions WHERE first_seen_at >= '2026-MONTH-01' AND first_seen_at < '2026-MONTH-28' ORDER BY ALL"),
        (
            "metadata_site",
            "SELECT id, name, domains, events_per_second, toUnixTimestamp64Milli(created_at) AS created, is_deleted, version FROM TABLE ORDER BY ALL",
            "SELECT id, name, toString(domains) AS domains, events_per_second, toUnixTimestamp64Milli(created_at) AS created, is_deleted, version FROM metadata_site FINAL ORDER BY ALL"),
    ];

    private static readonly FailpointName[] Points = [FailpointName.LakeBeforeCommit, FailpointName.LakeAfterSwap];

    [Fact]
    public async Task The_lake_has_what_clickhouse_has_however_often_it_is_exported()
    {
        await rig.SendAsync(1, [1, 2, 3], 20);

        // Nothing is written before it is asked for.
        var planned = await ExportCommand.RunAsync(rig.Folder, Tables, [.. January, "--dry-run"]);
        Assert.False(Directory.Exists(Path.Combine(rig.Lake, "ingest", "event_visit")));
        var exported = await ExportCommand.RunAsync(rig.Folder, Tables, January);
        Assert.Equal(planned, exported);
        Assert.Equal("written 40", exported["fact_event 2026-01-02"]);
        Assert.Equal("written 2", exported["metadata_site all"]);
        await EqualsSourceAsync("01");

        // Once more: every part is known, and no snapshot is added.
        var snapshots = SnapshotsOf(rig.Lake);
        var again = await ExportCommand.RunAsync(rig.Folder, Tables, January);
        Assert.All(again.Values, state => Assert.StartsWith("unchanged", state, StringComparison.Ordinal));
        Assert.Equal(exported.Keys, again.Keys);
        Assert.Equal(snapshots, SnapshotsOf(rig.Lake));

        // What has come since is of two days: one that was there, and a new one.
        await rig.SendAsync(1, [2, 9], 5);
        var states = await ExportCommand.RunAsync(rig.Folder, Tables, January);
        Assert.Equal(
            ["unchanged 40", "written 50", "unchanged 40", "written 10", "unchanged 2"],
            new[] { "fact_event 2026-01-01", "fact_event 2026-01-02", "fact_event 2026-01-03", "fact_event 2026-01-09", "metadata_site all" }.Select(part => states[part]));
        await EqualsSourceAsync("01");
    }

    [Fact]
    public async Task An_export_that_was_killed_goes_on_where_it_stopped()
    {
        await rig.SendAsync(2, [1, 2, 3], 10);
        await ExportCommand.RunAsync(rig.Folder, "fact_event", February);
        for (var i = 0; i < Points.Length; i++)
        {
            await rig.SendAsync(2, [1, 2, 3], 5);
            await IsKilledAsync(Points[i], before: 20 + (10 * i), after: 30 + (10 * i));
            await EqualsSourceAsync("02", "fact_event");
        }
    }

    private async Task IsKilledAsync(FailpointName point, int before, int after)
    {
        // It dies at the second of three days.
        var (exitCode, _, errors) = await ExportCommand.StartAsync(
            rig.Folder, "fact_event", February, new Dictionary<string, string> { [Failpoint.Variable] = $"{Failpoint.Text(point)}=kill@2" });
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"failpoint {Failpoint.Text(point)} kill", errors, StringComparison.Ordinal);

        // Each day is as it was or as it is to be, and nothing is there twice.
        var days = await rig.Engine.AskAsync(
            rig.Lake, "fact_event", "SELECT toDate(event_time) AS day, count() AS rows, uniqExact(event_id) AS ids FROM TABLE WHERE event_time >= '2026-02-01' GROUP BY day ORDER BY day");
        var second = point == FailpointName.LakeAfterSwap ? after : before;
        Assert.Equal([after, second, before], days.Select(day => Number(day, "rows")));
        Assert.Equal(days.Select(day => Number(day, "rows")), days.Select(day => Number(day, "ids")));

        var rest = await ExportCommand.RunAsync(rig.Folder, "fact_event", February);
        Assert.Equal(
            [$"unchanged {after}", $"{(second == after ? "unchanged" : "written")} {after}", $"written {after}"],
            [rest["fact_event 2026-02-01"], rest["fact_event 2026-02-02"], rest["fact_event 2026-02-03"]]);
    }

    private async Task EqualsSourceAsync(string month, string? only = null)
    {
        foreach (var (table, ofLake, ofClickHouse) in Questions.Where(question => only is null || question.Table == only))
        {
            var expected = await rig.Server.QueryAsync(ofClickHouse.Replace("MONTH", month, StringComparison.Ordinal));
            var found = await rig.Engine.AskAsync(rig.Lake, table, ofLake.Replace("MONTH", month, StringComparison.Ordinal));
            Assert.NotEmpty(expected);
            Assert.Equal(expected.Select(Plain), found.Select(Plain));
        }
    }

    // A wide number is a text in JSON, and a narrow one is not.
    private static string Plain(JsonElement row) => row.ToString().Replace("\"", "", StringComparison.Ordinal);

    private static long Number(JsonElement row, string name) => long.Parse(row.GetProperty(name).ToString(), CultureInfo.InvariantCulture);

    private static int SnapshotsOf(string lake) => Directory.GetFiles(lake, "snap-*.avro", SearchOption.AllDirectories).Length;
}
