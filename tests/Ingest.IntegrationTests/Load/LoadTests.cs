using System.Text.Json;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;
using Ingest.Load.Running;
using Ingest.Load.Verifying;

namespace Ingest.IntegrationTests.Load;

/// <summary>The load tester against the real server and the real engine: what it counts as acknowledged is what is stored.</summary>
public sealed class LoadTests
{
    private static readonly Dictionary<string, string> Prompt = new() { ["INGEST__Batching__AgeMax"] = "00:00:00.100" };

    [Fact]
    public async Task The_command_loads_verifies_and_writes_its_reports()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder, "data");
        var site = await Sender.AddSiteAsync(data);
        await using var server = await IngestServer.StartAsync(data, Prompt);
        var (json, html) = (Path.Combine(folder, "report.json"), Path.Combine(folder, "report.html"));
        var (exitCode, output, errors) = await ChildProcess.RunAsync(
        [
            "dotnet", Path.Combine(AppContext.BaseDirectory, "Ingest.Load.dll"), "--url", server.Collect.ToString(), "-w", site.ToString(),
            "--connections", "8", "--warm-up", "500ms", "--duration", "1s", "--verify", server.ClickHouse.ToString(), "--json", json, "--html", html,
        ]);
        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("Every acknowledged event is stored once", output, StringComparison.Ordinal);
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;
        var whole = report.GetProperty("whole");
        Assert.Equal(whole.GetProperty("requests").GetInt64(), whole.GetProperty("events_acknowledged").GetInt64());
        Assert.Equal(await server.CountAsync("SELECT count() FROM fact_event FINAL"), whole.GetProperty("events_acknowledged").GetInt64());
        Assert.InRange(report.GetProperty("latency_ms").GetProperty("p99").GetDouble(), 0.01, 30_000);
        Assert.Contains("<svg", await File.ReadAllTextAsync(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_and_open_loops_are_counted_and_what_is_missing_is_seen()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder, Prompt);
        var plan = new LoadPlan
        {
            Target = server.Collect,
            Sites = [site],
            Connections = 4,
            WarmUp = TimeSpan.FromMilliseconds(200),
            Duration = TimeSpan.FromSeconds(1),
        };
        var batch = await RunAsync(plan with { BatchSize = 50, Marker = "load-batch" });
        Assert.Equal(50 * batch.Whole.Requests, batch.Whole.EventsAcknowledged);
        Assert.True((await VerifyAsync(server, batch)).Holds);

        var open = await RunAsync(plan with { Rate = 100, Marker = "load-open" });
        Assert.InRange(open.Whole.Requests + open.Whole.RequestsUnsent, 80, 160);
        Assert.True((await VerifyAsync(server, open)).Holds);

        var oneMore = open with { Whole = open.Whole with { EventsAcknowledged = open.Whole.EventsAcknowledged + 1 } };
        Assert.Equal(1, (await VerifyAsync(server, oneMore)).Missing);
    }

    [Fact]
    public async Task A_wrong_website_ends_the_run_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder, Prompt);
        var plan = new LoadPlan { Target = server.Collect, Sites = [Guid.NewGuid()], Connections = 2, WarmUp = TimeSpan.Zero };
        var fault = await Assert.ThrowsAsync<LoadException>(() => RunAsync(plan));
        Assert.Contains("--website-id", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Website not found", fault.Message, StringComparison.Ordinal);
    }

    private static Task<LoadResult> RunAsync(LoadPlan plan) => LoadRun.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken);

    private static async Task<Verification> VerifyAsync(IngestServer server, LoadResult run)
    {
        var reader = new ClickHouseReader(new ClickHouseTarget(server.ClickHouse, "ingest", "default", ""), server.Http);
        return await new Verifier(reader, TimeSpan.FromSeconds(3), TimeProvider.System).VerifyAsync(run, _ => { }, TestContext.Current.CancellationToken);
    }
}
