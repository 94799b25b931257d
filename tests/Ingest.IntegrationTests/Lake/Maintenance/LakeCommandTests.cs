using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Maintenance;

public sealed class LakeCommandTests
{
    [Fact]
    public async Task Says_what_is_there_and_changes_nothing_in_a_dry_run()
    {
        using var data = new TemporaryFolder();
        await using (var lake = await WrittenLake.OpenAsync(data.File("lake")))
        {
            await lake.WriteAsync(events: 40, batches: 12);
        }

        var hash = WrittenLake.HashOf(data);
        var overview = JsonDocument.Parse((await RunAsync(data, "info", "--json")).Output).RootElement[0];
        Assert.Equal("ingest.pa_events", overview.GetProperty("table").GetString());
        var figures = overview.GetProperty("overview");
        Assert.Equal((480, 24, 2, 12), (Number(figures, "rows"), Number(figures, "files"), Number(figures, "partitions"), Number(figures, "snapshots")));
        Assert.Equal(24, Number(figures, "compactableFiles"));
        Assert.Single(figures.GetProperty("watermarks").EnumerateObject());
        Assert.Contains("could be fewer", (await RunAsync(data, "info")).Output, StringComparison.Ordinal);

        var snapshots = JsonDocument.Parse((await RunAsync(data, "snapshots", "--table", "pa_events", "--json")).Output).RootElement[0].GetProperty("snapshots");
        Assert.Equal(12, snapshots.GetArrayLength());
        Assert.True(snapshots[0].GetProperty("isCurrent").GetBoolean());
        Assert.Equal("append", snapshots[0].GetProperty("operation").GetString());
        Assert.Equal(["main"], snapshots[0].GetProperty("refs").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal((2, 40), (Number(snapshots[0], "addedFiles"), Number(snapshots[0], "addedRows")));
        Assert.EndsWith(":44000-48000", snapshots[0].GetProperty("logRange").GetString(), StringComparison.Ordinal);

        Assert.Contains("24 files", (await RunAsync(data, "compact", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Contains("nothing to expire", (await RunAsync(data, "expire", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Contains("0 orphans", (await RunAsync(data, "orphans", "--yes", "--dry-run", "--older-than", "1m")).Output, StringComparison.Ordinal);
        Assert.Contains("Good:", (await RunAsync(data, "verify", "--sample", "3")).Output, StringComparison.Ordinal);
        Assert.Equal(hash, WrittenLake.HashOf(data));

        Assert.Contains("were made 2 files", (await RunAsync(data, "compact", "--table", "pa_events")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_is_missing_or_wrong()
    {
        using var data = new TemporaryFolder();
        var missing = await IngestCommand.RunAsync(["lake", "info", "--data", data, "--table", "pa_events"]);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("there is no table ingest.pa_events", missing.Errors, StringComparison.Ordinal);
        var young = await IngestCommand.RunAsync(["lake", "orphans", "--data", data, "--yes", "--older-than", "10m"]);
        Assert.Equal(1, young.ExitCode);
        Assert.Contains("--older-than has to be 1h at least", young.Errors, StringComparison.Ordinal);
    }

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string data, params string[] arguments)
    {
        var result = await IngestCommand.RunAsync(["lake", .. arguments, "--data", data]);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return result;
    }
}
