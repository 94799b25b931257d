using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Catalogs;

/// <summary>The folders as the catalog.</summary>
public sealed class HadoopCatalogTests : CatalogContract
{
    [Fact]
    public async Task Versions_are_numbered_and_the_hint_follows()
    {
        var table = await WithCommitsAsync(2);
        Assert.EndsWith("/metadata/v3.metadata.json", table.MetadataLocation, StringComparison.Ordinal);
        Assert.Equal("3", await File.ReadAllTextAsync(HintOf(table), Cancellation));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2\n")]
    [InlineData("99")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData(null)]
    public async Task The_latest_version_is_found_whatever_the_hint_says(string? hint)
    {
        var table = await WithCommitsAsync(3);
        File.Delete(HintOf(table));
        if (hint is not null)
        {
            await File.WriteAllTextAsync(HintOf(table), hint, Cancellation);
        }

        await AssertIsAsync(table, await AnotherAsync());
    }

    [Fact]
    public async Task A_hint_behind_versions_that_were_removed_is_no_loss()
    {
        var table = await WithCommitsAsync(4);
        await File.WriteAllTextAsync(HintOf(table), "2", Cancellation);
        foreach (var version in new[] { 1, 2, 3 })
        {
            File.Delete(Path.Combine(Path.GetDirectoryName(HintOf(table))!, $"v{version}.metadata.json"));
        }

        await AssertIsAsync(table, await AnotherAsync());
    }

    [Fact]
    public async Task A_commit_made_of_a_version_long_past_is_a_conflict_though_its_successor_is_gone()
    {
        var catalog = await AnotherAsync();
        var old = await CreateAsync(catalog);
        var table = old;
        for (var id = 1; id <= 3; id++)
        {
            table = (await catalog.CommitAsync(table, SampleTable.Append(table.Metadata, id), Cancellation)).Table!;
        }

        File.Delete(Path.Combine(Path.GetDirectoryName(HintOf(table))!, "v2.metadata.json"));
        Assert.Equal(CommitKind.Conflict, (await catalog.CommitAsync(old, SampleTable.Append(old.Metadata, 9), Cancellation)).Kind);
        await AssertIsAsync(table, catalog);
    }

    [Theory]
    [InlineData("write.metadata.compression-codec", "gzip")]
    [InlineData("write.metadata.path", "file:///elsewhere")]
    public async Task A_table_that_would_hide_commits_is_refused(string property, string value)
    {
        var catalog = await AnotherAsync();
        var properties = new Dictionary<string, string> { [property] = value };
        var fault = await Assert.ThrowsAsync<CatalogException>(() => catalog.TryCreateAsync(new("a", "b"), SampleTable.Definition with { Properties = properties }, Cancellation));
        Assert.Contains(property, fault.Message, StringComparison.Ordinal);
        var created = await CreateAsync(catalog);
        await Assert.ThrowsAsync<CatalogException>(() => catalog.CommitAsync(created, new TableChanges([], [new SetProperties(properties)]), Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_storage_that_does_not_refuse_the_second_writer_is_refused(bool says)
    {
        await using var storage = new CarelessStorage(Storage, says);
        var fault = await Assert.ThrowsAsync<CatalogException>(() => HadoopCatalog.OpenAsync(storage, TimeProvider.System, Cancellation));
        Assert.Contains("Iceberg:CatalogType", fault.Message, StringComparison.Ordinal);
        Assert.Contains("jdbc", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_may_have_happened_leaves_the_outcome_unknown()
    {
        await using var storage = new CarelessStorage(Storage, says: true) { IsExclusive = true };
        await using var catalog = await HadoopCatalog.OpenAsync(storage, TimeProvider.System, Cancellation);
        var created = await CreateAsync(catalog);
        storage.Fault = new LakeStorageException("the answer was lost", isTransient: true);
        Assert.Equal(CommitKind.Unknown, (await catalog.CommitAsync(created, SampleTable.Append(created.Metadata, 1), Cancellation)).Kind);
        storage.Fault = new LakeStorageException("forbidden", isTransient: false);
        var loaded = (await catalog.LoadAsync(created.Name, Cancellation))!;
        Assert.Equal(1, loaded.Metadata.CurrentSnapshotId);
        await Assert.ThrowsAsync<CatalogException>(() => catalog.CommitAsync(loaded, SampleTable.Append(loaded.Metadata, 2), Cancellation));
    }

    protected override async Task<ICatalog> OpenAsync() => await HadoopCatalog.OpenAsync(Storage, TimeProvider.System, Cancellation);

    private async Task<LoadedTable> WithCommitsAsync(int count)
    {
        var catalog = await AnotherAsync();
        var table = await CreateAsync(catalog);
        for (var id = 1; id <= count; id++)
        {
            table = (await catalog.CommitAsync(table, SampleTable.Append(table.Metadata, id), Cancellation)).Table!;
        }

        return table;
    }

    private static string HintOf(LoadedTable table) => Path.Combine(table.Metadata.Location["file://".Length..], "metadata", "version-hint.text");
}
