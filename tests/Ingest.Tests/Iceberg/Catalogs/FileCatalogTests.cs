using Ingest.Core.Files;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Tests.Fakes;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Catalogs;

/// <summary>The rows in a file. Every client is another instance, which knows the others by the file alone, as another process would.</summary>
public sealed class FileCatalogTests : CatalogContract
{
    private string Rows => Folder.File("catalog/iceberg_tables.json");

    [Fact]
    public async Task The_file_has_the_rows_of_the_jdbc_catalog()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        var committed = (await catalog.CommitAsync(created, SampleTable.Append(created.Metadata, 1), Cancellation)).Table!;
        Assert.Matches(@"/metadata/00000-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.metadata\.json$", created.MetadataLocation);
        Assert.Matches(@"/metadata/00001-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.metadata\.json$", committed.MetadataLocation);
        Assert.Equal(
            $$"""
            {
              "iceberg_tables": [
                {
                  "catalog_name": "ingest",
                  "table_namespace": "analytics",
                  "table_name": "pa_events",
                  "metadata_location": "{{committed.MetadataLocation}}",
                  "previous_metadata_location": "{{created.MetadataLocation}}",
                  "iceberg_type": "TABLE"
                }
              ],
              "iceberg_namespace_properties": [
                {
                  "catalog_name": "ingest",
                  "namespace": "analytics",
                  "property_key": "exists",
                  "property_value": "true"
                }
              ]
            }
            """,
            await File.ReadAllTextAsync(Rows, Cancellation));
    }

    [Fact]
    public async Task A_catalog_of_another_name_has_tables_of_its_own()
    {
        await CreateAsync(await AnotherAsync());
        await using var other = new FileCatalog(Folder.File("catalog"), "other", Storage, TimeProvider.System);
        Assert.Null(await other.LoadAsync(new("analytics", "pa_events"), Cancellation));
        Assert.Empty(await other.ListNamespacesAsync(Cancellation));
    }

    [Fact]
    public async Task Whoever_changes_it_waits_for_the_one_who_does()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        Task<CommitResult> commit;
        await using (await FileLock.TakeAsync(Rows + ".lock", TimeProvider.System, Cancellation))
        {
            commit = Task.Run(() => catalog.CommitAsync(created, SampleTable.Append(created.Metadata, 1), Cancellation));
            await Poll.UntilAsync(() => MetadataFilesOf(created).Length == 2, "the metadata is written before the swap");
            await AssertIsAsync(created, catalog);
            Assert.False(commit.IsCompleted);
        }

        Assert.Equal(CommitKind.Committed, (await commit).Kind);
    }

    [Fact]
    public async Task A_file_that_is_gone_or_broken_is_a_fault_and_not_an_empty_catalog()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        var copy = await File.ReadAllTextAsync(Rows, Cancellation);
        File.Delete(Rows);
        Assert.Contains("is gone", (await Assert.ThrowsAsync<CatalogException>(() => CreateAsync(catalog))).Message, StringComparison.Ordinal);
        foreach (var broken in new[] { "", "{", "null", "[]", """{"iceberg_tables":[{"catalog_name":"x"}],"iceberg_namespace_properties":[]}""" })
        {
            await File.WriteAllTextAsync(Rows, broken, Cancellation);
            var fault = await Assert.ThrowsAsync<CatalogException>(() => catalog.LoadAsync(created.Name, Cancellation));
            Assert.Contains(Rows, fault.Message, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Rows, copy, Cancellation);
        await AssertIsAsync(created, catalog);
    }

    [Fact]
    public async Task A_table_whose_metadata_is_gone_is_a_fault_that_names_the_file()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        File.Delete(MetadataFilesOf(created)[0]);
        var fault = await Assert.ThrowsAsync<CatalogException>(() => catalog.LoadAsync(created.Name, Cancellation));
        Assert.Contains(created.MetadataLocation, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packed_metadata_of_another_writer_is_read()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        var file = MetadataFilesOf(created)[0];
        var plain = await File.ReadAllBytesAsync(file, Cancellation);
        await using (var packed = new System.IO.Compression.GZipStream(File.Create(file), System.IO.Compression.CompressionLevel.Fastest))
        {
            await packed.WriteAsync(plain, Cancellation);
        }

        await AssertIsAsync(created, catalog);
    }

    [Fact]
    public async Task A_disk_that_fails_after_the_swap_leaves_the_outcome_unknown()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        using (FileWatch.Attach(Path.GetDirectoryName(Rows)!, new UnflushedFolder()))
        {
            var result = await catalog.CommitAsync(created, SampleTable.Append(created.Metadata, 1), Cancellation);
            Assert.Equal(CommitKind.Unknown, result.Kind);
            Assert.Contains("the disk is gone", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await catalog.LoadAsync(created.Name, Cancellation))?.Metadata.CurrentSnapshotId);
    }

    private static string[] MetadataFilesOf(LoadedTable table) =>
        Directory.GetFiles(Path.Combine(table.Metadata.Location["file://".Length..], "metadata"), "*.metadata.json");

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(new FileCatalog(Folder.File("catalog"), "ingest", Storage, TimeProvider.System));

    // Fails after everything is in its place, when the name of it is to be put on disk.
    private sealed class UnflushedFolder : FileWatch
    {
        public override void Run(in FileAct act, Action perform)
        {
            if (act.Kind == FileActKind.FlushFolder)
            {
                throw new IOException("the disk is gone");
            }

            perform();
        }
    }
}
