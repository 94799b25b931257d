using Ingest.Core.Faults;
using Ingest.IntegrationTests.Lake.Sink;
using Ingest.IntegrationTests.Servers;
using Ingest.Sinks.Iceberg.Maintenance;

namespace Ingest.IntegrationTests.Lake.Maintenance;

public sealed class OrphanTests(LakeEngine engine) : IClassFixture<LakeEngine>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finds_what_a_killed_server_has_left_and_not_one_file_of_the_table()
    {
        using var folder = new TemporaryFolder();
        var lake = Path.Combine(engine.Lakes, "killed");
        var site = await Sender.AddSiteAsync(folder);
        List<Guid> acknowledged = [];
        string key;
        await using (var first = await LakeServer.StartAsync(folder, lake))
        {
            key = first.FirstKey!;
            acknowledged.AddRange(await first.SendAsync(site, 20));
        }

        await using (var second = await LakeServer.StartAsync(folder, lake, new Dictionary<string, string> { [Failpoint.Variable] = "lake-before-commit=kill" }))
        {
            acknowledged.AddRange(await second.SendAsync(site, 25));
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => second.PostFlushAsync(key, waitSeconds: 30));
            await second.EndAsync();
        }

        await using (var third = await LakeServer.StartAsync(folder, lake))
        {
            await third.FlushAsync(key);
        }

        var temporary = Path.Combine(lake, "ingest", "pa_events", "data", $".{Guid.NewGuid():N}.tmp");
        await File.WriteAllBytesAsync(temporary, new byte[7], Token);

        // Too young, all of them.
        var environment = new Dictionary<string, string> { ["INGEST__Iceberg__LocalPath"] = lake };
        var young = await IngestCommand.RunAsync(["lake", "orphans", "--data", folder], environment);
        Assert.Contains("ingest.pa_events: 0 orphans", young.Output, StringComparison.Ordinal);

        foreach (var path in Directory.EnumerateFiles(lake, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-4));
        }

        var before = Directory.GetFiles(lake, "*", SearchOption.AllDirectories);
        var listed = await IngestCommand.RunAsync(["lake", "orphans", "--data", folder], environment);
        Assert.Equal(before.Length, Directory.GetFiles(lake, "*", SearchOption.AllDirectories).Length);
        var removing = await IngestCommand.RunAsync(["lake", "orphans", "--data", folder, "--yes"], environment);
        Assert.True(removing.ExitCode == 0, removing.Output + removing.Errors);

        // A data file, a manifest and a list of the try that was killed, and the temporary file.
        var removed = before.Except(Directory.GetFiles(lake, "*", SearchOption.AllDirectories)).ToArray();
        Assert.All(removed, path => Assert.Contains(path, listed.Output, StringComparison.Ordinal));
        Assert.Contains(temporary, removed);
        Assert.Equal([".avro", ".avro", ".parquet", ".tmp"], removed.Select(path => Path.GetExtension(path)).Order(StringComparer.Ordinal));
        Assert.Equal(acknowledged.Order(), (await engine.EventIdsAsync(lake)).Order());
        await using var opened = await WrittenLake.OpenAsync(lake);
        Assert.Empty((await opened.VerifyAsync()).Faults);
        Assert.Equal(0, (await IngestCommand.RunAsync(["lake", "verify", "--data", folder], environment)).ExitCode);
    }

    [Fact]
    public async Task What_a_former_table_at_the_place_has_is_no_orphan()
    {
        await using var lake = await OpenAsync("former");
        await lake.WriteAsync(events: 20, batches: 2);
        var former = lake.Paths();
        File.Delete(Path.Combine(lake.Folder, "iceberg_tables.json"));
        await using var again = await OpenAsync("former");
        await again.WriteAsync(events: 20, batches: 2);

        Assert.Empty(await again.OrphansAsync());

        // Without its metadata the rest of it is.
        foreach (var metadata in former.Where(path => path.EndsWith(".metadata.json", StringComparison.Ordinal)))
        {
            File.Delete(metadata);
        }

        var orphans = await again.OrphansAsync();
        Assert.Equal(
            former.Where(path => path.Contains("pa_events", StringComparison.Ordinal) && !path.EndsWith(".metadata.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            orphans.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_removed_that_is_younger_than_an_hour_or_while_metadata_cannot_be_read()
    {
        await using var lake = await OpenAsync("young");
        await lake.WriteAsync(events: 20, batches: 2);
        var search = new OrphanSearch(lake.Lake, TimeProvider.System);
        var young = await search.FindAsync(await lake.TableAsync(), TimeSpan.Zero, Token);
        await Assert.ThrowsAsync<ArgumentException>(() => search.RemoveAsync(young, progress: null, Token));

        var folder = Path.Combine(lake.Folder, "ingest", "pa_events");
        await File.WriteAllTextAsync(Path.Combine(folder, "data", "of-nobody.parquet"), "x", Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "metadata", "v9.metadata.json"), "{", Token);
        var fault = await Assert.ThrowsAnyAsync<Ingest.Sinks.Iceberg.IcebergException>(lake.OrphansAsync);
        Assert.Contains("v9.metadata.json", fault.Message, StringComparison.Ordinal);
    }

    private Task<WrittenLake> OpenAsync(string name) => WrittenLake.OpenAsync(Path.Combine(engine.Lakes, name));
}
