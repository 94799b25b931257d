using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Demo;

/// <summary>The command as a newcomer runs it, on few visits.</summary>
public sealed partial class DemoTests
{
    private static readonly string[] Ports = ["--port", "0", "--clickhouse-port", "0"];
    private static readonly string[] Small = ["--days", "3", "--visits-per-day", "40"];
    private static readonly string[] Large = ["--days", "3", "--visits-per-day", "1500"];
    private static readonly Dictionary<string, string> Quiet = new() { ["INGEST__Canary__Interval"] = "00:00:00" };

    [Fact]
    public async Task What_it_says_is_in_clickhouse_and_a_second_run_adds_nothing()
    {
        using var folder = new TemporaryFolder();
        var (events, known) = await RunAsync(folder, Small);
        Assert.Equal(0, known);
        Assert.InRange(events, 100, 5_000);

        // Whatever has come between the two runs is new: it is told apart by its time.
        var again = await RunAsync(folder, Small);
        Assert.InRange(again.Known, events - 200, events);

        // Without the note of what was sent, the server knows every event.
        File.Delete(folder.File("demo.json"));
        var unknowing = await RunAsync(folder, Small);
        Assert.InRange(unknowing.Known, again.Known - 200, events + again.New);

        await using var server = await IngestServer.StartAsync(folder);
        Assert.Equal(events + again.New + unknowing.New, await server.CountAsync("SELECT count() FROM fact_event FINAL"));
        Assert.Equal(unknowing.Known, await server.CountAsync("SELECT sum(events) FROM view_rejections WHERE reason = 'duplicate'"));
        Assert.Equal(2, await server.CountAsync("SELECT count() FROM metadata_site FINAL WHERE is_deleted = 0 AND name IN ('Demo shop', 'Demo blog')"));
        Assert.Equal(0, await server.CountAsync("SELECT countIf(country = '' OR city = '' OR browser = '' OR session_id = toUUID('00000000-0000-0000-0000-000000000000')) FROM v_pa_events"));
        Assert.InRange(await server.CountAsync("SELECT uniqExact(country) FROM v_pa_events"), 5, 40);

        // A visit of the model is one of the server: it begins with its landing page, and no two are one.
        var visits = await server.CountAsync("SELECT count() FROM v_pa_visits");
        Assert.Equal(visits, await server.CountAsync("SELECT count() FROM v_pa_visits WHERE views > 0 AND toStartOfHour(started_at) = toStartOfHour(ended_at)"));
        Assert.True(await server.CountAsync("SELECT uniqExact(session_id) FROM v_pa_events") < visits);
    }

    [Fact]
    public async Task Live_visits_follow_the_history_until_it_is_stopped_and_the_printed_key_reads()
    {
        using var folder = new TemporaryFolder();
        await using var demo = IngestCommand.Start(["demo", "--data", folder, "--days", "0", .. Ports], Quiet);
        await demo.LineAsync("Ctrl+C");
        var dashboard = Dashboard().Match(demo.Output);
        Assert.True(dashboard.Success, demo.Output);
        Assert.DoesNotContain('\u001b', demo.Output);

        using var http = new HttpClient { BaseAddress = new Uri(dashboard.Groups[1].Value) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", dashboard.Groups[2].Value);
        Assert.Contains("Demo shop", await http.GetStringAsync("/api/sites"), StringComparison.Ordinal);
        await Poll.UntilAsync(
            async () => Stored().Match(await http.GetStringAsync("/metrics")) is { Success: true } match && double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) > 2,
            "events of live visits");

        demo.Signal(ChildProcess.Interrupt);
        Assert.Equal(0, await demo.EndAsync());
    }

    [Fact]
    public async Task Stop_during_the_history_is_clean_and_the_next_run_sends_the_rest()
    {
        using var folder = new TemporaryFolder();
        await using (var demo = IngestCommand.Start(["demo", "--data", folder, .. Large, .. Ports], Quiet))
        {
            await demo.LineAsync("Sending");
            demo.Signal(ChildProcess.Interrupt);
            Assert.Equal(130, await demo.EndAsync());
            Assert.Contains("sends the rest", demo.Output, StringComparison.Ordinal);
            Assert.False(File.Exists(folder.File("run.json")));
        }

        var (added, known) = await RunAsync(folder, Large);
        await using var server = await IngestServer.StartAsync(folder);
        Assert.Equal(added + known, await server.CountAsync("SELECT count() FROM fact_event FINAL"));
    }

    [Theory]
    [InlineData("--days", "401")]
    [InlineData("--visits-per-day", "0")]
    [InlineData("--port", "70000")]
    public async Task Number_out_of_its_range_is_refused_with_the_range(string option, string value)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = await IngestCommand.RunAsync(["demo", "--data", folder.File("data"), option, value]);
        Assert.Equal(1, exitCode);
        Assert.Contains($"{option} is {value}: choose ", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    private static async Task<(long New, long Known)> RunAsync(string folder, string[] size)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(["demo", "--data", folder, .. size, .. Ports, "--exit"], Quiet);
        Assert.True(exitCode == 0, output + errors);
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain("were refused", output, StringComparison.Ordinal);
        var said = Said().Match(output);
        Assert.True(said.Success, output);
        return (Number(said.Groups[1].Value), Number(said.Groups[2].Value));
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"events: ([\d,]+) new, ([\d,]+) already there \([\d.]+ s\)")]
    private static partial Regex Said();

    [GeneratedRegex("dashboard +(http://[^/]+)/#key=(ingest_[A-Za-z0-9_-]{64})")]
    private static partial Regex Dashboard();

    [GeneratedRegex(@"(?m)^ingest_events_received_total (\d+)")]
    private static partial Regex Stored();
}
