using System.Text;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Maintenance;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Sinks.Iceberg.Tables;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Iceberg.Maintenance;

public sealed class RowMergeTests : IAsyncLifetime
{
    private static readonly TableMetadata Table = TableMetadata.Create(
        new TableDefinition(
            new IcebergSchema(0, [
                new NestedField(1, "id", Required: true, IcebergType.Uuid),
                new NestedField(2, "at", Required: true, IcebergType.TimestampTz),
                new NestedField(3, "name", Required: false, IcebergType.String),
                new NestedField(4, "map", Required: false, new MapType(5, IcebergType.String, 6, IsValueRequired: true, IcebergType.String))]),
            new PartitionSpec(0, []),
            new SortOrder(1, [new SortField(3, "identity", "desc", "nulls-last"), new SortField(2, "identity", "asc", "nulls-first")]),
            new Dictionary<string, string>()),
        Guid.NewGuid(),
        "file:///lake/t",
        DateTimeOffset.UnixEpoch);

    private readonly TemporaryFolder _folder = new();
    private ILakeStorage _storage = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _storage = LakeStorages.Open(_folder.Path, new S3Options());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task All_rows_come_once_in_order(int seed)
    {
        var random = new Random(seed);
        List<DataFile> files = [];
        List<Row> all = [];
        for (var file = 0; file < random.Next(1, 7); file++)
        {
            var rows = Enumerable.Range(0, random.Next(0, 200)).Select(_ => Row.Random(random)).ToList();
            var isSorted = random.Next(2) == 0;
            all.AddRange(rows);
            files.Add(await WriteAsync(isSorted ? [.. rows.Order(Row.InOrder)] : rows, isSorted ? 1 : 0));
        }

        var schema = FileSchema.Of(Table.Schema, _ => true);
        using var merge = await RowMerge.OpenAsync(_storage, files, schema, RowOrder.Of(Table), Token);
        var batch = new RecordBatch(schema);
        List<Row> read = [];
        while (merge.Take(batch, random.Next(1, 70), textBytesMax: 1 << 20) is var taken and > 0)
        {
            Assert.Equal(taken, batch.RowCount);
            read.AddRange(Enumerable.Range(0, taken).Select(row => Row.Of(batch, row)));
            batch.Clear();
        }

        Assert.Equal(all.OrderBy(row => row.Id), read.OrderBy(row => row.Id));
        Assert.Equal(read.Order(Row.InOrder).Select(row => (row.Name, row.At)), read.Select(row => (row.Name, row.At)));
    }

    [Fact]
    public async Task A_file_that_lies_about_its_order_is_found_out()
    {
        var rows = Enumerable.Range(0, 60).Select(i => new Row(Guid.NewGuid(), -i, "same")).ToList();
        var file = await WriteAsync(rows, sortOrderId: 1);
        var schema = FileSchema.Of(Table.Schema, _ => true);
        using var merge = await RowMerge.OpenAsync(_storage, [file], schema, RowOrder.Of(Table), Token);
        var fault = Assert.Throws<DamagedFileException>(() => merge.Take(new RecordBatch(schema), 60, long.MaxValue));
        Assert.Equal(file.Path, fault.Path);
    }

    [Fact]
    public async Task Less_is_taken_when_texts_are_long()
    {
        var rows = Enumerable.Range(0, 3000).Select(i => new Row(Guid.NewGuid(), i, new string('x', 100))).ToList();
        var schema = FileSchema.Of(Table.Schema, _ => true);
        using var merge = await RowMerge.OpenAsync(_storage, [await WriteAsync(rows, sortOrderId: 1)], schema, RowOrder.Of(Table), Token);
        Assert.InRange(merge.Take(new RecordBatch(schema), 3000, textBytesMax: 1000), 1, 2000);
    }

    [Fact]
    public async Task Another_number_of_rows_than_the_manifest_says_is_refused()
    {
        var file = await WriteAsync([new Row(Guid.NewGuid(), 1, "a")], sortOrderId: 1) with { RecordCount = 2 };
        await Assert.ThrowsAsync<DamagedFileException>(() =>
            RowMerge.OpenAsync(_storage, [file], FileSchema.Of(Table.Schema, _ => true), RowOrder.Of(Table), Token));
    }

    private async Task<DataFile> WriteAsync(IReadOnlyList<Row> rows, int sortOrderId)
    {
        var batch = new RecordBatch(FileSchema.Of(Table.Schema, _ => true));
        foreach (var row in rows)
        {
            row.AddTo(batch);
        }

        var path = $"{_storage.Root}/{Guid.NewGuid()}.parquet";
        ParquetFile? file = null;
        await _storage.WriteAsync(
            path,
            async (stream, cancelled) =>
            {
                using var writer = new ParquetWriter(stream, batch.Schema, new ParquetOptions { RowGroupRows = 20 });
                await writer.WriteAsync(batch, 0, batch.RowCount, cancelled);
                file = await writer.FinishAsync(cancelled);
            },
            Token);
        return FileMetrics.Describe(path, file!, [], sortOrderId);
    }

    private sealed record Row(Guid Id, long At, string? Name)
    {
        public static Comparer<Row> InOrder { get; } = Comparer<Row>.Create(Compare);

        public static Row Random(Random random) =>
            new(Guid.NewGuid(), random.Next(50), random.Next(4) == 0 ? null : $"{(char)('a' + random.Next(4))}");

        public static Row Of(RecordBatch batch, int row)
        {
            var (names, map) = (batch.Find<TextColumn>(3), batch.Find<MapColumn>(4));
            var id = batch.Find<FixedColumn<Guid>>(1).Values[row];
            Assert.Equal(id.ToString(), Encoding.UTF8.GetString(map.Keys[map.Ends[row] - 1]));
            return new Row(id, batch.Find<FixedColumn<long>>(2).Values[row], names.HasValue(row) ? Encoding.UTF8.GetString(names[row]) : null);
        }

        public void AddTo(RecordBatch batch)
        {
            batch.Find<FixedColumn<Guid>>(1).Add(Id);
            batch.Find<FixedColumn<long>>(2).Add(At);
            var map = batch.Find<MapColumn>(4);
            map.Keys.Add(Encoding.UTF8.GetBytes(Id.ToString()));
            ((TextColumn)map.Values).Add("v"u8);
            map.EndRow();
            if (Name is null)
            {
                batch.Find<TextColumn>(3).AddNull();
            }
            else
            {
                batch.Find<TextColumn>(3).Add(Encoding.UTF8.GetBytes(Name));
            }
        }

        // Names fall, and those that have none come last.
        private static int Compare(Row one, Row other) => (one.Name, other.Name) switch
        {
            (null, null) => one.At.CompareTo(other.At),
            (null, _) => 1,
            (_, null) => -1,
            var (name, another) => string.CompareOrdinal(another, name) is var order and not 0 ? order : one.At.CompareTo(other.At),
        };
    }
}
