using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Fakes;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Catalogs;

/// <summary>What every catalog promises. Each is another client of the same tables, as another server would be.</summary>
public abstract class CatalogContract : IAsyncLifetime
{
    private const int Committers = 8;

    // With eight at once a commit loses to each of the others a few times.
    private const int TriesMax = 400;

    private static readonly TableName Table = new("analytics", "pa_events");

    private readonly TemporaryFolder _folder = new();
    private readonly List<ICatalog> _opened = [];

    /// <summary>A folder of the test.</summary>
    private protected TemporaryFolder Folder => _folder;

    /// <summary>Where tables and their metadata are.</summary>
    private protected ILakeStorage Storage { get; private set; } = null!;

    /// <summary>How often each of those commits who do so at once.</summary>
    protected virtual int CommitsEach => 20;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => Storage = await OpenStorageAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var catalog in _opened)
        {
            await catalog.DisposeAsync();
        }

        await Storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_new_table_is_as_it_was_defined()
    {
        var created = await CreateAsync(await AnotherAsync());
        Assert.Equal(Table, created.Name);
        Assert.True(created.Metadata.Schema.HasSameFields(SampleTable.Definition.Schema));
        Assert.Equal(SampleTable.Definition.PartitionSpec.Fields, created.Metadata.Spec.Fields);
        Assert.Equal(SampleTable.Definition.SortOrder.Fields, created.Metadata.SortOrder.Fields);
        Assert.Equal("zstd", created.Metadata.Properties["write.parquet.compression-codec"]);
        Assert.Equal($"{Storage.Root}/analytics/pa_events", created.Metadata.Location);
        Assert.Null(created.Metadata.CurrentSnapshot);
        await AssertIsAsync(created, await AnotherAsync());
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_not_a_fault()
    {
        var catalog = await AnotherAsync();
        Assert.Null(await catalog.LoadAsync(Table, Cancellation));
        Assert.Empty(await catalog.ListTablesAsync("analytics", Cancellation));
        Assert.Empty(await catalog.ListNamespacesAsync(Cancellation));
        await CreateAsync(catalog);
        Assert.Null(await catalog.LoadAsync(Table with { Name = "others" }, Cancellation));
        Assert.Null(await catalog.LoadAsync(Table with { Namespace = "elsewhere" }, Cancellation));
        Assert.Empty(await catalog.ListTablesAsync("elsewhere", Cancellation));
    }

    [Fact]
    public async Task A_table_is_created_once()
    {
        var first = await CreateAsync(await AnotherAsync());
        Assert.Null(await (await AnotherAsync()).TryCreateAsync(Table, SampleTable.Definition, Cancellation));
        await AssertIsAsync(first, await AnotherAsync());
    }

    [Fact]
    public async Task Of_several_at_once_one_creates_it()
    {
        var catalogs = await SeveralAsync();
        var created = await Task.WhenAll(catalogs.Select(catalog => Task.Run(() => catalog.TryCreateAsync(Table, SampleTable.Definition, Cancellation))));
        var winner = Assert.Single(created, table => table is not null)!;
        await AssertIsAsync(winner, await AnotherAsync());
        Assert.Equal(1, await MetadataFilesAsync(winner));
    }

    [Fact]
    public async Task A_commit_is_seen_by_all()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        var result = await catalog.CommitAsync(created, SampleTable.Append(created.Metadata, 7), Cancellation);
        Assert.Equal((CommitKind.Committed, null), (result.Kind, result.Error));
        Assert.Equal(7, result.Table!.Metadata.CurrentSnapshotId);
        Assert.Equal([created.MetadataLocation], result.Table.Metadata.MetadataLog.Select(entry => entry.MetadataFile));
        Assert.NotEqual(created.MetadataLocation, result.Table.MetadataLocation);
        await AssertIsAsync(result.Table, await AnotherAsync());
    }

    [Fact]
    public async Task A_commit_to_what_has_changed_is_a_conflict_and_changes_nothing()
    {
        var (one, two) = (await AnotherAsync(), await AnotherAsync());
        var created = await CreateAsync(one);
        var loaded = (await two.LoadAsync(Table, Cancellation))!;
        var first = await one.CommitAsync(created, SampleTable.Append(created.Metadata, 1), Cancellation);
        var second = await two.CommitAsync(loaded, SampleTable.Append(loaded.Metadata, 2), Cancellation);
        Assert.Equal((CommitKind.Committed, CommitKind.Conflict), (first.Kind, second.Kind));
        Assert.Null(second.Table);
        Assert.NotEmpty(second.Error!);
        await AssertIsAsync(first.Table!, two);
        Assert.Equal(2, await MetadataFilesAsync(first.Table!));

        var again = (await two.LoadAsync(Table, Cancellation))!;
        Assert.Equal(CommitKind.Committed, (await two.CommitAsync(again, SampleTable.Append(again.Metadata, 2), Cancellation)).Kind);
    }

    [Fact]
    public async Task A_commit_whose_requirements_do_not_hold_is_a_conflict()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        var changes = SampleTable.Append(created.Metadata, 1);
        var result = await catalog.CommitAsync(created, changes with { Requirements = [new AssertTableUuid(Guid.NewGuid())] }, Cancellation);
        Assert.Equal(CommitKind.Conflict, result.Kind);
        await AssertIsAsync(created, catalog);
    }

    [Fact]
    public async Task Tables_and_namespaces_are_listed()
    {
        var catalog = await AnotherAsync();
        TableName[] tables = [Table, new("analytics", "pa_sessions"), new("web.shop", "orders"), new("événements & 100 %", "table + plus")];
        foreach (var table in tables)
        {
            Assert.NotNull(await catalog.TryCreateAsync(table, SampleTable.Definition, Cancellation));
        }

        var other = await AnotherAsync();
        var namespaces = await other.ListNamespacesAsync(Cancellation);
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "analytics", "web.shop", "événements & 100 %" }, namespaces.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(tables[..2], (await other.ListTablesAsync("analytics", Cancellation)).OrderBy(table => table.Name, StringComparer.Ordinal));
        Assert.Equal([tables[2]], await other.ListTablesAsync("web.shop", Cancellation));
        Assert.Equal([tables[3]], await other.ListTablesAsync(tables[3].Namespace, Cancellation));
        Assert.Equal(tables[3], (await other.LoadAsync(tables[3], Cancellation))?.Name);
    }

    [Fact]
    public async Task Nothing_is_asked_when_it_was_cancelled_before()
    {
        var catalog = await AnotherAsync();
        var created = await CreateAsync(catalog);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => catalog.CommitAsync(created, SampleTable.Append(created.Metadata, 1), cancelled.Token));
        await AssertIsAsync(created, catalog);
    }

    [Fact]
    public async Task Eight_committers_at_once_lose_nothing()
    {
        var catalogs = await SeveralAsync();
        await CreateAsync(catalogs[0]);
        await Task.WhenAll(catalogs.Select((catalog, number) => Task.Run(() => CommitManyAsync(catalog, number))));

        var table = (await (await AnotherAsync()).LoadAsync(Table, Cancellation))!;
        Assert.Equal(Committers * CommitsEach, table.Metadata.Snapshots.Count);
        Assert.Equal(Enumerable.Range(1, Committers * CommitsEach).Select(number => (long)number), table.Metadata.Snapshots.Select(snapshot => snapshot.SequenceNumber));
        Assert.Equal(table.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId), table.Metadata.SnapshotLog.Select(entry => entry.SnapshotId));
        Assert.Equal(table.Metadata.Snapshots.SkipLast(1).Select(snapshot => (long?)snapshot.SnapshotId), table.Metadata.Snapshots.Skip(1).Select(snapshot => snapshot.ParentSnapshotId));
        foreach (var entry in table.Metadata.MetadataLog)
        {
            Assert.True(await Storage.ExistsAsync(entry.MetadataFile, Cancellation), entry.MetadataFile);
        }

        // One for each commit and one for the creation: lost ones have taken theirs away.
        Assert.Equal((Committers * CommitsEach) + 1, await MetadataFilesAsync(table));
    }

    /// <summary>Opens the catalog once more, as another server does.</summary>
    protected abstract Task<ICatalog> OpenAsync();

    /// <summary>Opens the storage: a local folder, if no test says otherwise.</summary>
    private protected virtual Task<ILakeStorage> OpenStorageAsync() =>
        Task.FromResult<ILakeStorage>(new LocalStorage($"file://{Directory.CreateDirectory(_folder.File("lake")).FullName}"));

    /// <summary>Opens it, and closes it with the test.</summary>
    private protected async Task<ICatalog> AnotherAsync()
    {
        var catalog = await OpenAsync();
        _opened.Add(catalog);
        return catalog;
    }

    /// <summary>Creates the table.</summary>
    private protected static async Task<LoadedTable> CreateAsync(ICatalog catalog) => (await catalog.TryCreateAsync(Table, SampleTable.Definition, Cancellation))!;

    /// <summary>The catalog has the table in this state.</summary>
    private protected static async Task AssertIsAsync(LoadedTable expected, ICatalog catalog)
    {
        var loaded = await catalog.LoadAsync(Table, Cancellation);
        Assert.Equal(expected.MetadataLocation, loaded?.MetadataLocation);
        Assert.Equal(TableJson.ToText(expected.Metadata), TableJson.ToText(loaded!.Metadata));
    }

    /// <summary>How many metadata files there are of a table.</summary>
    private async Task<int> MetadataFilesAsync(LoadedTable table)
    {
        var count = 0;
        await foreach (var file in Storage.ListAsync($"{table.Metadata.Location}/metadata", Cancellation))
        {
            count += file.Location.EndsWith(".metadata.json", StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }

    private async Task<ICatalog[]> SeveralAsync()
    {
        var catalogs = new ICatalog[Committers];
        for (var i = 0; i < Committers; i++)
        {
            catalogs[i] = await AnotherAsync();
        }

        return catalogs;
    }

    private async Task CommitManyAsync(ICatalog catalog, int number)
    {
        for (var i = 0; i < CommitsEach; i++)
        {
            var kind = CommitKind.Conflict;
            for (var attempt = 0; kind != CommitKind.Committed; attempt++)
            {
                Assert.InRange(attempt, 0, TriesMax);
                var table = (await catalog.LoadAsync(Table, Cancellation))!;
                var result = await catalog.CommitAsync(table, SampleTable.Append(table.Metadata, (number * 1000) + i), Cancellation);
                Assert.True(result.Kind != CommitKind.Unknown, result.Error);
                kind = result.Kind;
            }
        }
    }
}
