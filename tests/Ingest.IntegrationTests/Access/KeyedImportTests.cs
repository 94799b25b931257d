using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Access;

/// <summary>An import is a server that sends: it has no page, and its events are of the past.</summary>
public sealed class KeyedImportTests(AdminServer admin) : IClassFixture<AdminServer>
{
    [Fact]
    public async Task A_site_with_domains_takes_an_import_with_its_key_and_no_other()
    {
        var site = (await admin.AdminAsync(
            HttpMethod.Post, "/api/sites", new { name = "Imported", domains = new[] { "shop.example" }, settings = new { timestamps = "keyed" } }, 201)).GetProperty("id").GetGuid();
        using var folder = new TemporaryFolder();
        var file = folder.File("events.ndjson");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 3).Select(i => $$"""{"url":"/imported/{{i}}","timestamp":{{1_700_000_000 + i}}}"""));
        string[] import = ["import", file, "--site", $"{site}", "--url", admin.Server.Collect.ToString(), "--wait", "0"];

        var (_, without, _) = await IngestCommand.RunAsync(import);
        var (unknown, _, reason) = await IngestCommand.RunAsync([.. import, "--key", "ingest_" + new string('A', 64)]);
        var (exitCode, _, errors) = await IngestCommand.RunAsync([.. import, "--key", await admin.KeyAsync($"send:{site}")]);

        Assert.Contains("Timestamp not accepted", without, StringComparison.Ordinal);
        Assert.Equal(1, unknown);
        Assert.Contains("ingest key list", reason, StringComparison.Ordinal);
        Assert.True(exitCode == 0, errors);
        await Poll.UntilAsync(
            async () => await admin.Server.CountAsync("SELECT count() FROM v_pa_events WHERE url_path LIKE '/imported/%'") == 3, "the imported events in ClickHouse");
    }
}
