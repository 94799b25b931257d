using Ingest.Core.Batching;
using Ingest.Core.Sinks;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Sinks.Iceberg.Tables;
using Ingest.Tests.Fakes;
using Ingest.Tests.Iceberg.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Iceberg.Commits;

public sealed class IcebergSinkTests : IAsyncLifetime
{
    private static readonly Guid Site = new("11111111-1111-1111-1111-111111111111");
    private static readonly Guid LogId = Guid.NewGuid();

    private readonly TemporaryFolder _folder = new();
    private readonly List<Guid> _delivered = [];
    private ILakeStorage _storage = null!;
    private MoodyCatalog _catalog = null!;
    private IcebergSink _sink = null!;
    private LakeReader _reader = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = LakeStorages.Open($"file://{_folder.Path}/lake", new S3Options());
        _catalog = new MoodyCatalog(await CatalogFactory.OpenAsync(new CatalogOptions(), _storage, _folder, TimeProvider.System, Cancellation));
        _sink = new IcebergSink(_catalog, _storage, "ingest", new ParquetOptions(), TimeProvider.System, NullLogger.Instance);
        _reader = new LakeReader(_catalog, _storage);
    }

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_delivery_is_one_snapshot_of_each_table_with_its_range_and_totals()
    {
        await DeliverAsync(begin: 0, count: 10);
        await DeliverAsync(begin: 10, count: 5);

        await AssertAllOnceAsync();
        var metadata = (await _reader.LoadAsync()).Metadata;
        Assert.Equal(2, metadata.Snapshots.Count);
        Assert.Equal("15", metadata.Properties[$"ingest.delivered.{LogId:N}"]);
        var summary = metadata.CurrentSnapshot!.Summary;
        Assert.Equal(("append", "5", "15", "2", "10", "15"),
            (summary["operation"], summary["added-records"], summary["total-records"], summary["total-data-files"], summary["ingest.log-begin"], summary["ingest.log-end"]));
        Assert.Equal(2, (await _reader.LoadAsync("pa_sessions")).Metadata.Snapshots.Count);
        Assert.Equal(metadata.Snapshots[0].SnapshotId, metadata.CurrentSnapshot.ParentSnapshotId);
    }

    [Fact]
    public async Task A_repeated_range_changes_nothing()
    {
        var batch = Batch(10);
        var range = new LogRange(LogId, 0, 10);
        Assert.True((await _sink.DeliverAsync(batch, range, Cancellation)).IsDelivered);
        var before = await _reader.LoadAsync();

        Assert.True((await _sink.DeliverAsync(batch, range, Cancellation)).IsDelivered);
        Assert.True((await NewSink().DeliverAsync(batch, range, Cancellation)).IsDelivered);

        Assert.Equal(before.MetadataLocation, (await _reader.LoadAsync()).MetadataLocation);
        await AssertAllOnceAsync();
    }

    [Theory]
    [InlineData(Mood.DoneAndSilent)]
    [InlineData(Mood.NotDoneAndSilent)]
    [InlineData(Mood.DoneAndConflict)]
    [InlineData(Mood.Conflict)]
    public async Task Whatever_becomes_of_a_commit_its_rows_are_there_once(object mood)
    {
        await DeliverAsync(begin: 0, count: 3);
        _catalog.Moods.Enqueue((Mood)mood);

        await DeliverAsync(begin: 3, count: 4);

        await AssertAllOnceAsync();
        Assert.Equal(2, (await _reader.LoadAsync()).Metadata.Snapshots.Count);
        Assert.All(Lists(), list => Assert.True(File.Exists(list)));
    }

    [Fact]
    public async Task A_catalog_that_is_away_is_a_retry_which_takes_the_files_that_are_there()
    {
        await DeliverAsync(begin: 0, count: 3);
        _catalog.Moods.Enqueue(Mood.Away);
        var batch = Batch(6);
        var range = new LogRange(LogId, 3, 9);

        var outcome = await _sink.DeliverAsync(batch, range, Cancellation);
        Assert.Equal(DeliveryKind.Retry, outcome.Kind);
        Assert.Equal("The catalog is away.", outcome.Error);
        var files = DataFiles();
        Assert.True((await _sink.DeliverAsync(batch, range, Cancellation)).IsDelivered);

        Assert.Equal(files, DataFiles());
        await AssertAllOnceAsync();
    }

    [Fact]
    public async Task Conflicts_without_end_are_a_retry_and_leave_no_lists()
    {
        await DeliverAsync(begin: 0, count: 1);
        await SetPropertiesAsync(("commit.retry.num-retries", "2"), ("commit.retry.min-wait-ms", "1"));
        Enumerable.Repeat(Mood.Conflict, 3).ToList().ForEach(_catalog.Moods.Enqueue);
        var lists = Lists().Count();

        var outcome = await _sink.DeliverAsync(Batch(2), new LogRange(LogId, 1, 3), Cancellation);

        Assert.Equal(DeliveryKind.Retry, outcome.Kind);
        Assert.Contains("could not be changed in 3 tries: somebody else", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(lists, Lists().Count());
    }

    [Fact]
    public async Task A_range_that_is_partly_there_is_refused_and_its_halves_are_told_apart()
    {
        await DeliverAsync(begin: 0, count: 10);

        Assert.Equal(DeliveryKind.Refused, (await _sink.DeliverAsync(Batch(15, isCounted: false), new LogRange(LogId, 5, 20), Cancellation)).Kind);
        Assert.True((await _sink.DeliverAsync(Batch(5, isCounted: false), new LogRange(LogId, 5, 10), Cancellation)).IsDelivered);
        await DeliverAsync(begin: 10, count: 10);

        await AssertAllOnceAsync();
    }

    [Fact]
    public async Task Other_logs_have_places_of_their_own_and_all_may_write_at_once()
    {
        var deliveries = Enumerable.Range(0, 8).Select(async _ =>
        {
            var (log, sink) = (Guid.NewGuid(), NewSink());
            for (var begin = 0; begin < 3; begin++)
            {
                EventBatch batch;
                lock (_delivered)
                {
                    batch = Batch(4);
                }

                var outcome = await sink.DeliverAsync(batch, new LogRange(log, begin, begin + 1), Cancellation);
                while (outcome.Kind == DeliveryKind.Retry)
                {
                    outcome = await sink.DeliverAsync(batch, new LogRange(log, begin, begin + 1), Cancellation);
                }

                Assert.True(outcome.IsDelivered, outcome.Error);
            }
        });
        await Task.WhenAll(deliveries);

        await AssertAllOnceAsync();
        Assert.Equal(24, (await _reader.LoadAsync()).Metadata.Snapshots.Count);
        Assert.Equal(24, (await _reader.LoadAsync()).Metadata.LastSequenceNumber);
    }

    [Fact]
    public async Task Many_small_manifests_become_one()
    {
        await DeliverAsync(begin: 0, count: 2);
        await SetPropertiesAsync(("commit.manifest.min-count-to-merge", "4"));
        for (var begin = 2; begin < 10; begin++)
        {
            await DeliverAsync(begin, count: 1);
        }

        Assert.InRange((await _reader.ManifestsAsync()).Count, 1, 4);
        Assert.Equal(9, (await _reader.FilesAsync()).Count);
        await AssertAllOnceAsync();
    }

    [Fact]
    public async Task Former_metadata_is_kept_as_long_as_the_table_says()
    {
        await DeliverAsync(begin: 0, count: 1);
        await SetPropertiesAsync(("write.metadata.previous-versions-max", "2"));
        for (var begin = 1; begin < 6; begin++)
        {
            await DeliverAsync(begin, count: 1);
        }

        var metadata = (await _reader.LoadAsync()).Metadata;
        Assert.Equal(2, metadata.MetadataLog.Count);
        Assert.Equal(3, Directory.GetFiles(_folder.File("lake/ingest/pa_events/metadata"), "*.metadata.json").Length);
        Assert.All(metadata.MetadataLog, entry => Assert.True(File.Exists(new Uri(entry.MetadataFile).LocalPath)));
        await AssertAllOnceAsync();
    }

    [Fact]
    public async Task A_column_that_a_newer_server_writes_is_added()
    {
        var older = PaEvents.Definition with { Schema = new IcebergSchema(0, [.. PaEvents.Definition.Schema.Fields.Where(field => field.Name is not ("tag" or "data"))]) };
        await _catalog.TryCreateAsync(new TableName("ingest", "pa_events"), older, Cancellation);

        await DeliverAsync(begin: 0, count: 3);

        var metadata = (await _reader.LoadAsync()).Metadata;
        Assert.Equal(2, metadata.Schemas.Count);
        var added = metadata.Schema.Fields.Where(field => field.Name is "tag" or "data").ToArray();
        Assert.Equal(2, added.Length);
        Assert.All(added, field => Assert.True(field.Id > older.Schema.HighestFieldId && !field.Required));
        Assert.Equal(metadata.LastColumnId, metadata.Schema.HighestFieldId);
        await AssertAllOnceAsync();
    }

    [Theory]
    [InlineData("lcp", "string")]
    [InlineData("of_another", "int")]
    public async Task A_table_of_another_kind_is_left_alone(string column, string type)
    {
        var other = new IcebergSchema(0,
        [
            .. PaEvents.Definition.Schema.Fields.Select(field => field.Name == column ? field with { Type = new PrimitiveType(type) } : field),
            .. column == "of_another" ? [new NestedField(99, column, Required: true, new PrimitiveType(type))] : Array.Empty<NestedField>(),
        ]);
        await _catalog.TryCreateAsync(new TableName("ingest", "pa_events"), PaEvents.Definition with { Schema = other }, Cancellation);

        var outcome = await _sink.DeliverAsync(Batch(1), new LogRange(LogId, 0, 1), Cancellation);

        Assert.Equal(DeliveryKind.Retry, outcome.Kind);
        Assert.Contains($"The column {column} of the table ingest.pa_events", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Iceberg:Namespace", outcome.Error, StringComparison.Ordinal);
        Assert.Null((await _reader.LoadAsync()).Metadata.CurrentSnapshot);
    }

    [Fact]
    public async Task A_table_that_is_partitioned_otherwise_is_left_alone()
    {
        var time = PaEvents.Definition.Schema.Find("event_time")!.Id;
        var other = new PartitionSpec(0, [new PartitionField(time, TableMetadata.FirstPartitionFieldId, "event_time_hour", "hour")]);
        await _catalog.TryCreateAsync(new TableName("ingest", "pa_events"), PaEvents.Definition with { PartitionSpec = other }, Cancellation);

        var outcome = await _sink.DeliverAsync(Batch(1), new LogRange(LogId, 0, 1), Cancellation);

        Assert.Equal(DeliveryKind.Retry, outcome.Kind);
        Assert.Contains("is partitioned by hour of event_time", outcome.Error, StringComparison.Ordinal);
        Assert.Null((await _reader.LoadAsync()).Metadata.CurrentSnapshot);
    }

    private IcebergSink NewSink() => new(_catalog, _storage, "ingest", new ParquetOptions(), TimeProvider.System, NullLogger.Instance);

    private async Task DeliverAsync(long begin, int count)
    {
        var outcome = await _sink.DeliverAsync(Batch(count), new LogRange(LogId, begin, begin + count), Cancellation);
        Assert.True(outcome.IsDelivered, outcome.Error);
    }

    private EventBatch Batch(int count, bool isCounted = true)
    {
        var events = Enumerable.Range(0, count).Select(i => new LakeEvent(Site, Guid.NewGuid(), 1_800_000_000_000 + i) { Data = [("n", $"{i}")] }).ToArray();
        _delivered.AddRange(isCounted ? events.Select(one => one.EventId) : []);
        return LakeBatch.Of(events);
    }

    private async Task SetPropertiesAsync(params (string Name, string Value)[] properties)
    {
        foreach (var table in new[] { "pa_events", "pa_sessions" })
        {
            var changes = new TableChanges([], [new SetProperties(properties.ToDictionary(pair => pair.Name, pair => pair.Value))]);
            Assert.Equal(CommitKind.Committed, (await _catalog.CommitAsync(await _reader.LoadAsync(table), changes, Cancellation)).Kind);
        }
    }

    private async Task AssertAllOnceAsync() => Assert.Equal(_delivered.Order(), (await _reader.EventIdsAsync()).Order());

    private string[] DataFiles() => [.. Directory.EnumerateFiles(_folder.File("lake/ingest/pa_events"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private IEnumerable<string> Lists() => Directory.EnumerateFiles(_folder, "snap-*.avro", SearchOption.AllDirectories);
}
