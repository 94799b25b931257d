using Ingest.Parquet.Columns;
using Ingest.Parquet.Reading;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Export;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>Parts of a table replaced in a real folder, and read back by what its metadata says.</summary>
public sealed class ExportedTableTests : IAsyncLifetime
{
    private static readonly DateTime Monday = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);
    private static readonly ExportColumn Time = new("time", IcebergType.TimestampTz, IsRequired: true);
    private static readonly ExportColumn Number = new("number", IcebergType.Long, IsRequired: true);
    private static readonly ExportDefinition Days = new("fact_numbers", "ingest.fact_numbers", [Time, Number], "time", ["time"]);

    private readonly TemporaryFolder _folder = new();
    private Lake _lake = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = new IcebergOptions();
        options.Complete(_folder.File("lake"));
        _lake = await Lake.OpenAsync(options, TimeProvider.System, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _lake.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_day_has_what_it_was_replaced_by_last_and_the_others_stay()
    {
        var rows = Enumerable.Range(0, 3).ToDictionary(day => day, day => RowsOf(day, 10));
        foreach (var (day, ofDay) in rows)
        {
            await ReplaceAsync(Days, day, ofDay);
        }

        rows[1] = [.. RowsOf(1, 4, first: 1000)];
        var written = await ReplaceAsync(Days, 1, rows[1]);

        Assert.Equal(4, written.Rows);
        Assert.Equal(rows.Values.SelectMany(ofDay => ofDay).Order(), (await ReadAsync(Days)).Order());
        var summary = (await LoadAsync(Days)).CurrentSnapshot!.Summary;
        Assert.Equal(
            ("overwrite", "10", "4", "24", "2026-03-03", ListedRows.MarkOf(rows[1]).HashText),
            (summary["operation"], summary["deleted-records"], summary["added-records"], summary["total-records"], summary["ingest.export.part"], summary["ingest.export.hash"]));
    }

    [Fact]
    public async Task A_part_that_is_as_it_was_is_known()
    {
        var rows = RowsOf(0, 5);
        var mark = ListedRows.MarkOf(rows);
        Assert.False((await OpenAsync(Days)).Has(Day(0), mark));
        await ReplaceAsync(Days, 0, rows);

        var table = await OpenAsync(Days);

        Assert.Equal([Day(0)], table.Parts);
        Assert.True(table.Has(Day(0), mark));
        Assert.False(table.Has(Day(0), mark with { Hash = mark.Hash + 1 }));
        Assert.False(table.Has(Day(0), mark with { Form = "another" }));
        Assert.False(table.Has(Day(0), new ExportMark(0, 0, ListedRows.Form)));
        Assert.True(table.Has(Day(1), new ExportMark(0, 0, ListedRows.Form)));
    }

    [Fact]
    public async Task A_table_that_was_rolled_back_is_written_again()
    {
        await ReplaceAsync(Days, 0, RowsOf(0, 5));
        var first = (await LoadAsync(Days)).CurrentSnapshotId!.Value;
        var rows = RowsOf(0, 6);
        await ReplaceAsync(Days, 0, rows);
        var loaded = (await _lake.Catalog.LoadAsync(NameOf(Days), Cancellation))!;
        await _lake.Catalog.CommitAsync(loaded, new TableChanges([], [SetSnapshotRef.Main(first)]), Cancellation);

        Assert.False((await OpenAsync(Days)).Has(Day(0), ListedRows.MarkOf(rows)));
    }

    [Fact]
    public async Task A_day_that_is_empty_now_is_removed_with_its_mark()
    {
        await ReplaceAsync(Days, 0, RowsOf(0, 5));
        await ReplaceAsync(Days, 1, RowsOf(1, 5));

        var written = await ReplaceAsync(Days, 0, []);

        Assert.Equal(0, written.Files);
        Assert.Equal(RowsOf(1, 5).Order(), (await ReadAsync(Days)).Order());
        var metadata = await LoadAsync(Days);
        Assert.Equal("delete", metadata.CurrentSnapshot!.Summary["operation"]);
        Assert.DoesNotContain(ExportMark.NameOf(Day(0)), metadata.Properties.Keys);
        Assert.Equal([Day(1)], (await OpenAsync(Days)).Parts);
    }

    [Fact]
    public async Task A_table_without_days_is_replaced_as_a_whole()
    {
        var whole = Days with { Table = "metadata_numbers", TimeColumn = null, SortColumns = [] };
        await ReplaceAsync(whole, null, RowsOf(0, 3));
        var rows = RowsOf(5, 4);

        await ReplaceAsync(whole, null, rows);

        Assert.Equal(rows.Order(), (await ReadAsync(whole)).Order());
        Assert.True((await OpenAsync(whole)).Has(ExportPart.Whole, ListedRows.MarkOf(rows)));
    }

    [Fact]
    public async Task A_source_that_breaks_off_leaves_the_day_as_it_was_and_no_files()
    {
        await ReplaceAsync(Days, 0, RowsOf(0, 5));
        var files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length;
        var table = await OpenAsync(Days);

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.ReplaceAsync(Day(0), new ListedRows(RowsOf(0, 9), breaksAt: 7), Cancellation));

        Assert.Equal(files, Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length);
        Assert.Equal(RowsOf(0, 5).Order(), (await ReadAsync(Days)).Order());
    }

    [Fact]
    public async Task Two_exports_of_one_day_at_a_time_are_not_both_in_the_table()
    {
        await ReplaceAsync(Days, 0, RowsOf(0, 2));
        var exports = Enumerable.Range(1, 3).Select(async i => await (await OpenAsync(Days)).ReplaceAsync(Day(0), new ListedRows(RowsOf(0, 5, first: i * 100)), Cancellation));

        await Task.WhenAll(exports);

        var found = await ReadAsync(Days);
        Assert.Equal(5, found.Count);
        Assert.Single(found.Select(row => row.Number / 100).Distinct());
    }

    [Fact]
    public async Task Many_days_are_merged_into_few_manifests()
    {
        var days = Days with { Table = "fact_days" };
        var table = await OpenAsync(days);
        for (var day = 0; day < 104; day++)
        {
            await table.ReplaceAsync(Day(day), new ListedRows(RowsOf(day, 1)), Cancellation);
        }

        await ReplaceAsync(days, 50, RowsOf(50, 2, first: 1000));

        var metadata = await LoadAsync(days);
        var manifests = await new SnapshotWriter(_lake.Storage, TimeProvider.System).ReadManifestsAsync(metadata.CurrentSnapshot, Cancellation);
        Assert.InRange(manifests.Count, 1, 10);
        Assert.Equal(105, (await ReadAsync(days)).Count);
        Assert.Equal(104, (await OpenAsync(days)).Parts.Count);
    }

    [Fact]
    public async Task A_column_that_the_source_has_got_is_added()
    {
        await ReplaceAsync(Days, 0, RowsOf(0, 3));
        var wider = Days with { Columns = [.. Days.Columns, new ExportColumn("more", IcebergType.Long, IsRequired: true)] };

        await ReplaceAsync(wider, 1, RowsOf(1, 2));

        var field = (await LoadAsync(Days)).Schema.Find("more")!;
        Assert.Equal((false, 3), (field.Required, field.Id));
        Assert.Equal(5, (await ReadAsync(wider)).Count);
    }

    [Fact]
    public async Task What_must_not_be_exported_to_is_refused()
    {
        await ReplaceAsync(Days, 0, RowsOf(0, 3));
        await _lake.Catalog.TryCreateAsync(new TableName("ingest", "fact_theirs"), (Days with { Table = "fact_theirs" }).ToTable() with { Properties = new Dictionary<string, string>() }, Cancellation);

        Task<IcebergException> RefusedAsync(ExportDefinition definition) => Assert.ThrowsAsync<IcebergException>(() => OpenAsync(definition));
        Assert.Contains("sink", (await RefusedAsync(Days with { Table = "pa_events" })).Message, StringComparison.Ordinal);
        Assert.Contains("sink", (await RefusedAsync(Days with { Table = "pa_sessions" })).Message, StringComparison.Ordinal);
        Assert.Contains("not made by an export", (await RefusedAsync(Days with { Table = "fact_theirs" })).Message, StringComparison.Ordinal);
        Assert.Contains("number of the table ingest.fact_numbers is long, and ingest.fact_numbers has string", (await RefusedAsync(Days with { Columns = [Time, Number with { Type = IcebergType.String }] })).Message, StringComparison.Ordinal);
        Assert.Contains("need not have one", (await RefusedAsync(Days with { Columns = [Time, Number with { IsRequired = false }] })).Message, StringComparison.Ordinal);
        Assert.Contains("does not have it any more", (await RefusedAsync(Days with { Columns = [Time] })).Message, StringComparison.Ordinal);
        Assert.Contains("not divided by nothing alone", (await RefusedAsync(Days with { TimeColumn = null, SortColumns = [] })).Message, StringComparison.Ordinal);
    }

    private static ExportPart Day(int day) => new(DateOnly.FromDateTime(Monday).AddDays(day));

    private static TableName NameOf(ExportDefinition definition) => new("ingest", definition.Table);

    private static (DateTime Time, long Number)[] RowsOf(int day, int count, long first = 0) =>
        [.. Enumerable.Range(0, count).Select(i => (Monday.AddDays(day).AddMinutes(i), first + i))];

    private Task<ExportedTable> OpenAsync(ExportDefinition definition) => ExportedTable.OpenAsync(_lake, definition, TimeProvider.System, Cancellation);

    private async Task<ExportedPart> ReplaceAsync(ExportDefinition definition, int? day, (DateTime Time, long Number)[] rows) =>
        await (await OpenAsync(definition)).ReplaceAsync(day is { } number ? Day(number) : ExportPart.Whole, new ListedRows(rows), Cancellation);

    private async Task<TableMetadata> LoadAsync(ExportDefinition definition) => (await _lake.Catalog.LoadAsync(NameOf(definition), Cancellation))!.Metadata;

    // By the manifests of the current snapshot alone.
    private async Task<List<(DateTime Time, long Number)>> ReadAsync(ExportDefinition definition)
    {
        var metadata = await LoadAsync(definition);
        var snapshots = new SnapshotWriter(_lake.Storage, TimeProvider.System);
        var rows = new List<(DateTime, long)>();
        foreach (var manifest in await snapshots.ReadManifestsAsync(metadata.CurrentSnapshot, Cancellation))
        {
            foreach (var entry in (await snapshots.ReadEntriesAsync(metadata, manifest, Cancellation)).Where(entry => entry.IsLive))
            {
                using var file = ParquetReader.Open(await _lake.Storage.ReadAsync(entry.File.Path, Cancellation));
                var batch = new RecordBatch(file.Schema);
                for (var group = 0; group < file.RowGroupCount; group++)
                {
                    file.ReadRowGroup(group, batch);
                }

                FixedColumn<long> ColumnOf(string name) => (FixedColumn<long>)batch.Columns.Single(column => column.Schema.Name == name);
                var (times, numbers) = (ColumnOf("time").Values.ToArray(), ColumnOf("number").Values.ToArray());
                Assert.Equal(entry.File.RecordCount, times.Length);
                rows.AddRange(times.Zip(numbers, (time, number) => (DateTime.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond), number)));
            }
        }

        return rows;
    }
}
