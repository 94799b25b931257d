using System.Text.Json;
using Ingest.IntegrationTests.Servers;
using Ingest.Load.Compare;
using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Reports;
using Ingest.Load.Compare.Servers;

namespace Ingest.IntegrationTests.Load;

/// <summary>A comparison, as short as can be: the servers are real, and what is asserted is never a time.</summary>
[Collection(AloneCollection.Name)]
public sealed class CompareTests
{
    private static readonly ServerBuilds Builds = new(Path.Combine(AppContext.BaseDirectory, "ingest.dll"), Path.Combine(AppContext.BaseDirectory, "ingest-bare.dll"));

    [Fact]
    public async Task Both_servers_are_measured_and_every_bar_is_in_the_report()
    {
        using var folder = new TemporaryFolder();
        var report = await RunAsync(Options(folder) with { Only = ["single"] });
        Assert.True(report.IsComplete, report.Scenarios.Single().Fault);

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report.json")));
        var legs = json.RootElement.GetProperty("legs").EnumerateArray().ToArray();
        Assert.Equal(["bare", "disk", "memory"], legs.Select(leg => leg.GetProperty("contestant").GetString()));
        Assert.All(legs, leg =>
        {
            Assert.True(leg.GetProperty("events").GetDouble() > 0);
            Assert.Equal(0, leg.GetProperty("eventsRefused").GetInt64());
            Assert.Equal(0, leg.GetProperty("transportFaults").GetInt64());
        });
        var bars = json.RootElement.GetProperty("bars").EnumerateArray().ToDictionary(bar => bar.GetProperty("name").GetString()!);
        Assert.Equal(BarTable.All.Select(bar => bar.Name), bars.Keys);
        Assert.All((string[])["single", "single-memory", "allocated"], name => Assert.True(bars[name].GetProperty("value").GetDouble() > 0));
        Assert.Equal(JsonValueKind.Null, bars["drain"].GetProperty("value").ValueKind);
        Assert.Equal("not measured", bars["drain"].GetProperty("verdict").GetString());
        Assert.Contains("## Bars", await File.ReadAllTextAsync(Path.Combine(folder, "report.md")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(folder));
    }

    [Fact]
    public async Task A_scenario_that_fails_is_reported_and_the_rest_goes_on()
    {
        using var folder = new TemporaryFolder();
        var report = await RunAsync(Options(folder) with
        {
            Only = ["batch", "single"],
            Settings = new Dictionary<string, string> { ["Log:SegmentBytes"] = "5" },
        });

        Assert.False(report.IsComplete);
        Assert.Equal(["single", "batch"], report.Scenarios.Select(scenario => scenario.Name));
        Assert.All(report.Scenarios, scenario => Assert.Contains("Log:SegmentBytes", scenario.Fault, StringComparison.Ordinal));
        Assert.Empty(Directory.GetDirectories(folder));
    }

    [Fact]
    public async Task What_cannot_be_measured_is_refused_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        var unknown = await Assert.ThrowsAsync<CompareException>(() => RunAsync(Options(folder) with { Only = ["singel"] }));
        Assert.Contains("choose of single,", unknown.Message, StringComparison.Ordinal);

        var faults = await Assert.ThrowsAsync<CompareException>(() => RunAsync(Options(folder) with { Builds = Builds with { Bare = "/nowhere.dll" }, Rounds = 0 }));
        Assert.Contains("/nowhere.dll does not exist: bench/compare.sh", faults.Message, StringComparison.Ordinal);
        Assert.Contains("--rounds is 0", faults.Message, StringComparison.Ordinal);
    }

    private static Task<CompareReport> RunAsync(CompareOptions options) =>
        new CompareRun(options, ["--only", .. options.Only], TimeProvider.System)
            .RunAsync(new CompareProgress(TextWriter.Null, isTerminal: false, TimeProvider.System), TestContext.Current.CancellationToken);

    private static CompareOptions Options(string folder) => new()
    {
        Builds = Builds,
        Rounds = 1,
        Seconds = 1,
        WarmUpSeconds = 1,
        Connections = 8,
        WorkPath = folder,
        ResultsPath = Path.Combine(folder, "report"),
    };
}
