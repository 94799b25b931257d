using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Export;

/// <summary><c>ingest export --iceberg</c>, into a lake that nothing was exported to before.</summary>
public sealed class PortableExportTests(ExportServer rig) : IClassFixture<ExportServer>
{
    [Fact]
    public async Task What_other_engines_go_on_with_is_exported_by_one_word()
    {
        await rig.SendAsync(3, [1, 2], 8);
        var (exitCode, output, errors) = await IngestCommand.RunAsync(["export", "--iceberg", "--from", "2026-03-01", "--to", "2026-04-01", "--data", rig.Folder]);
        Assert.True(exitCode == 0, errors);
        Assert.All(
            ["event_custom", "event_page", "event_session", "event_visit", "event_vitals", "metadata_link", "metadata_pixel", "metadata_session", "metadata_site"],
            table => Assert.Contains(table, output, StringComparison.Ordinal));
        Assert.All(["fact_", "view_", "metadata_canary", "metadata_schema_version"], table => Assert.DoesNotContain(table, output, StringComparison.Ordinal));

        // What the other command makes of the same tables is there already.
        var again = await ExportCommand.RunAsync(rig.Folder, "event_*,metadata_link,metadata_pixel,metadata_session,metadata_site", ["--from", "2026-03-01", "--to", "2026-04-01"]);
        Assert.All(again.Values, state => Assert.StartsWith("unchanged", state, StringComparison.Ordinal));
        Assert.NotEqual("unchanged 0", again["event_visit 2026-03-02"]);

        var named = await IngestCommand.RunAsync(["export", "fact_event", "--iceberg", "--from", "2026-03-01", "--to", "2026-03-02", "--dry-run", "--data", rig.Folder]);
        Assert.True(named.ExitCode == 0, named.Errors);
        Assert.Contains("fact_event", named.Output, StringComparison.Ordinal);
    }
}
