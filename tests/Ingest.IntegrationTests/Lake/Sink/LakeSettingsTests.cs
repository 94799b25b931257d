using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Sink;

/// <summary>The settings of the lake: what is wrong is said at the start, and when files are written may be changed while running.</summary>
public sealed class LakeSettingsTests
{
    [Fact]
    public async Task A_flush_interval_is_changed_while_the_server_runs()
    {
        using var folder = new TemporaryFolder();
        var lake = folder.File("lake");
        var site = await Sender.AddSiteAsync(folder);
        await File.WriteAllTextAsync(folder.File("appsettings.json"), """{"Iceberg":{"FlushInterval":"01:00:00"}}""");
        await using var server = await LakeServer.StartAsync(folder, lake);
        await server.SendAsync(site, 3);
        Assert.Empty(DataFiles(lake));

        var (exitCode, output, errors) = await IngestCommand.RunAsync(["settings", "set", "Iceberg:FlushInterval=00:00:00.1", "--data", folder]);

        Assert.True(exitCode == 0, errors);
        Assert.Contains("Iceberg:FlushInterval", output, StringComparison.Ordinal);
        await Poll.UntilAsync(() => DataFiles(lake).Length == 2, "a file of each table");
    }

    [Fact]
    public async Task Every_fault_of_the_settings_is_said_at_once_and_no_secret()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = await IngestCommand.RunAsync(["serve", "--data", folder], new Dictionary<string, string>
        {
            ["INGEST__Sinks__0"] = "iceberg",
            ["INGEST__Sinks__1"] = "lake",
            ["INGEST__Iceberg__FlushBatchRows"] = "0",
            ["INGEST__Iceberg__S3Prefix"] = "/lake/",
            ["INGEST__Iceberg__AwsCredentials"] = "hunter2",
            ["INGEST__Iceberg__CatalogType"] = "rest",
        });

        Assert.Equal(1, exitCode);
        foreach (var part in new[] { "Sinks names 'lake'", "Iceberg:FlushBatchRows is 0", "Iceberg:S3Prefix", "Iceberg:AwsCredentials", "Iceberg:CatalogUri is empty" })
        {
            Assert.Contains(part, errors, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    private static string[] DataFiles(string lake) => Directory.Exists(lake) ? Directory.GetFiles(lake, "*.parquet", SearchOption.AllDirectories) : [];
}
