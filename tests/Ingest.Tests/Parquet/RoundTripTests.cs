using System.Text;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Reading;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Writing;
using Ingest.Tests.Parquet.Samples;

namespace Ingest.Tests.Parquet;

public sealed class RoundTripTests
{
    public static TheoryData<ParquetCompression> Compressions => [.. Enum.GetValues<ParquetCompression>()];

    [Fact]
    public async Task Reads_back_what_was_written()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var batch = new SampleRows(random).Make(SampleSchema.All, random.Next(1, 700));
            var options = new ParquetOptions
            {
                Compression = Enum.GetValues<ParquetCompression>()[seed % 5],
                RowGroupRows = random.Next(1, 800),
                PageRows = random.Next(1, 300),
                PageBytes = random.Next(1, 4000),
                RowGroupBytes = random.Next(1000, 1_000_000),
            };
            var (bytes, summary) = await Files.WriteAsync(batch, options);
            Assert.Equal(batch.RowCount, summary.Rows);
            Files.AssertSame(batch, Files.Read(bytes), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Reads_back_many_rows_of_each_compression(ParquetCompression compression)
    {
        var batch = new SampleRows(new Random((int)compression)).Make(SampleSchema.All, 12_000);
        var (bytes, _) = await Files.WriteAsync(batch, new ParquetOptions { Compression = compression, RowGroupRows = 5_000, PageRows = 1_000 });
        Assert.Equal(CanonicalText.Hashes(batch), CanonicalText.Hashes(Files.Read(bytes)));
    }

    [Fact]
    public async Task Writes_ranges_that_begin_midway()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var batch = new SampleRows(random).Make(SampleSchema.All, 400);
            var (start, count) = (random.Next(300), random.Next(1, 100));
            var (bytes, _) = await Files.WriteAsync(batch, new ParquetOptions { PageRows = 30 }, (start, count), (0, 0), (5, 1), (399, 1));
            Files.AssertSame(batch, [.. Enumerable.Range(start, count), 5, 399], Files.Read(bytes), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Gathers_rows_in_any_order()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var batch = new SampleRows(random).Make(SampleSchema.All, 300);
            int[] rows = [.. Enumerable.Range(0, random.Next(400)).Select(_ => random.Next(300))];
            var gathered = new RecordBatch(SampleSchema.All);
            gathered.AddRows(batch, [7]);
            gathered.AddRows(batch, rows);
            gathered.AddRows(batch, [8]);
            Files.AssertSame(batch, [7, .. rows, 8], gathered, $"seed {seed}");
            var (bytes, _) = await Files.WriteAsync(gathered);
            Files.AssertSame(gathered, Files.Read(bytes), $"seed {seed}");
        }
    }

    [Fact]
    public void Gathering_refuses_a_null_where_a_value_is_required()
    {
        var optional = new RecordBatch(new RecordSchema([new ColumnSchema(1, "a", ColumnType.Int, IsRequired: false)]));
        optional.Columns[0].AddNull();
        var required = new RecordBatch(new RecordSchema([new ColumnSchema(1, "a", ColumnType.Int, IsRequired: true)]));
        Assert.Throws<InvalidOperationException>(() => required.AddRows(optional, [0]));
    }

    [Fact]
    public async Task Writes_a_file_without_rows()
    {
        var (bytes, summary) = await Files.WriteAsync(new RecordBatch(SampleSchema.All));
        Assert.Equal(0, summary.Rows);
        Assert.Empty(summary.SplitOffsets);
        Assert.Null(summary.Leaves[16].Lower);
        using var reader = ParquetReader.Open(bytes);
        Assert.Equal(SampleSchema.All.Columns, reader.Schema.Columns);
        Assert.Equal(SampleSchema.Json, reader.Schema.IcebergJson);
        Assert.StartsWith("ingest ", reader.CreatedBy);
        Assert.Equal(0, reader.RowGroupCount);
    }

    [Fact]
    public async Task Writes_texts_of_a_megabyte_and_all_byte_values()
    {
        var schema = new RecordSchema([new ColumnSchema(1, "text", ColumnType.String, IsRequired: true), new ColumnSchema(2, "other", ColumnType.String, IsRequired: false)]);
        var batch = new RecordBatch(schema);
        var random = new Random(1);
        for (var row = 0; row < 4; row++)
        {
            // All characters of one and two bytes, which have every byte that UTF-8 has up to DF.
            var text = string.Concat(Enumerable.Range(0, 400_000).Select(_ => (char)random.Next(0x800)));
            batch.Find<TextColumn>(1).Add(Encoding.UTF8.GetBytes(text));
            batch.Columns[1].AddNull();
        }

        var (bytes, summary) = await Files.WriteAsync(batch);
        Files.AssertSame(batch, Files.Read(bytes), "megabytes");
        Assert.True(summary.Leaves[1].CompressedBytes > 1_000_000);
        Assert.True(summary.Leaves[1].Upper!.Value.Text.Length > 400_000);
    }

    [Fact]
    public async Task Writes_huge_maps()
    {
        var schema = new RecordSchema([ColumnSchema.Map(1, "map", isRequired: false, 2, new ColumnSchema(3, "v", ColumnType.Long, IsRequired: false))]);
        var batch = new SampleRows(new Random(3)) { PairsMax = 30_000 }.Make(schema, 9);
        var (bytes, summary) = await Files.WriteAsync(batch, new ParquetOptions { PageRows = 4 });
        Files.AssertSame(batch, Files.Read(bytes), "huge maps");
        Assert.Equal(batch.Find<MapColumn>(1).Keys.Count, summary.Leaves[2].ValueCount);
        Assert.Equal(0, summary.Leaves[2].NullCount);
    }

    [Fact]
    public async Task Appends_to_a_batch_by_field_id_whatever_the_columns_are_called()
    {
        var batch = new SampleRows(new Random(5)).Make(SampleSchema.All, 50);
        var (bytes, _) = await Files.WriteAsync(batch);
        var asked = new RecordSchema(
        [
            new ColumnSchema(99, "new", ColumnType.String, IsRequired: false),
            new ColumnSchema(16, "renamed", ColumnType.String, IsRequired: false),
            ColumnSchema.Map(98, "no_such_map", isRequired: false, 97, new ColumnSchema(96, "v", ColumnType.Int, IsRequired: true)),
        ]);
        var into = new RecordBatch(asked);
        using var reader = ParquetReader.Open(bytes);
        reader.ReadRowGroup(0, into);
        reader.ReadRowGroup(0, into);
        Assert.Equal(100, into.RowCount);
        Assert.Equal(Enumerable.Repeat("~", 100), Enumerable.Range(0, 100).Select(row => CanonicalText.Of(into.Columns[0], row)));
        Assert.Equal(
            Enumerable.Range(0, 50).Select(row => CanonicalText.Of(batch.Find<TextColumn>(16), row)),
            Enumerable.Range(50, 50).Select(row => CanonicalText.Of(into.Columns[1], row)));
        Assert.False(into.Columns[2].HasValue(99));
    }

    [Fact]
    public async Task A_required_column_that_the_file_lacks_is_an_error_that_names_it()
    {
        var (bytes, _) = await Files.WriteAsync(new SampleRows(new Random(5)).Make(SampleSchema.All, 5));
        using var reader = ParquetReader.Open(bytes);
        var missing = new RecordBatch(new RecordSchema([new ColumnSchema(77, "wanted", ColumnType.Int, IsRequired: true)]));
        Assert.Contains("wanted", Assert.Throws<Ingest.Parquet.ParquetException>(() => reader.ReadRowGroup(0, missing)).Message);
        var other = new RecordBatch(new RecordSchema([new ColumnSchema(16, "wanted", ColumnType.Int, IsRequired: false)]));
        Assert.Contains("wanted", Assert.Throws<Ingest.Parquet.ParquetException>(() => reader.ReadRowGroup(0, other)).Message);
    }
}
