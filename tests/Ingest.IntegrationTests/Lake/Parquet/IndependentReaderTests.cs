using Ingest.Parquet.Compression;
using Ingest.Parquet.Reading;
using Ingest.Parquet.Schema;
using Ingest.Tests.Parquet.Samples;
using RecordBatch = Ingest.Parquet.Columns.RecordBatch;

namespace Ingest.IntegrationTests.Lake.Parquet;

/// <summary>ClickHouse, DuckDB and hyparquet read every value as it was written: all types, nulls, maps, compressions and encodings, and a million rows.</summary>
public sealed class IndependentReaderTests(ParquetEngine engine) : IClassFixture<ParquetEngine>
{
    private const int ManyRows = 1_000_000;

    // JavaScript takes 20 s of one core for a million rows; machines that build at the same time have less than one.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public Task Readers_that_others_wrote_agree_on_every_value_of_each_compression() =>
        AssertAllAsync(Enum.GetValues<ParquetCompression>().Select((compression, i) => SampleFile.Make(engine.Files, SampleSchema.All, 2500 + i, compression)));

    [Fact]
    public Task Readers_that_others_wrote_agree_on_every_value_of_a_million_rows() =>
        AssertAllAsync([SampleFile.Make(engine.Files, SampleSchema.Each, ManyRows, ParquetCompression.Auto)]);

    [Fact]
    public Task Readers_that_others_wrote_agree_on_what_is_empty_alone_missing_or_huge() => AssertAllAsync(
    [
        SampleFile.Make(engine.Files, SampleSchema.All, rows: 0, ParquetCompression.Auto),
        SampleFile.Make(engine.Files, SampleSchema.All, rows: 1, ParquetCompression.Auto),
        SampleFile.Make(engine.Files, SampleSchema.All, rows: 50, ParquetCompression.Auto, new SampleRows(new Random(1)) { NullRates = [1] }),
        SampleFile.Make(engine.Files, SampleSchema.All, rows: 30, ParquetCompression.Auto, new SampleRows(new Random(2)) { NullRates = [0], TextBytes = 1 << 20, PairsMax = 3000 }),
    ]);

    private async Task AssertAllAsync(IEnumerable<SampleFile> samples)
    {
        var files = samples.ToArray();
        foreach (var file in files)
        {
            AssertReadBack(file);
            await AssertClickHouseAsync(file);
        }

        var manifest = Path.Combine(engine.Files, "manifest.json");
        SampleFile.WriteManifest(manifest, files);
        await NodePackages.RunAsync("parquet-readers.test.mjs", new Dictionary<string, string> { ["INGEST_TEST_MANIFEST"] = manifest }, Limit);
    }

    private static void AssertReadBack(SampleFile file)
    {
        using var reader = ParquetReader.Open(File.ReadAllBytes(file.Path));
        var batch = new RecordBatch(reader.Schema);
        for (var i = 0; i < reader.RowGroupCount; i++)
            reader.ReadRowGroup(i, batch);
        Assert.Equal(file.Hashes, CanonicalText.Hashes(batch));
    }

    private async Task AssertClickHouseAsync(SampleFile file)
    {
        var hashes = file.Schema.Columns.Select(column =>
            $"lower(hex(SHA256(arrayStringConcat(groupArray(concat({Line(column)}, '\\n')))))) AS h{column.FieldId}");
        var row = await engine.Writer.QueryAsync(
            $"SELECT {string.Join(", ", hashes)} FROM file('{file.Path}', Parquet) SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1 FORMAT TSV");
        Assert.Equal(
            file.Schema.Columns.Select(column => $"{column.Name} {file.EmptyMapHashes[column.FieldId]}"),
            file.Schema.Columns.Zip(row.Split('\t'), (column, hash) => $"{column.Name} {hash}"));
    }

    private static string Line(ColumnSchema column) => column.Type == ColumnType.Map
        ? $"'[', arrayStringConcat(arrayMap((k, v) -> concat(lower(hex(k)), '=', {Text(column.Value!, "v")}), mapKeys({column.Name}), mapValues({column.Name})), ','), ']'"
        : Text(column, column.Name);

    private static string Text(ColumnSchema column, string value)
    {
        var text = column.Type switch
        {
            ColumnType.String => $"lower(hex({value}))",
            ColumnType.Boolean => $"toString(toUInt8({value}))",
            ColumnType.Double => $"if(isNaN({value}), 'nan', toString(reinterpretAsInt64({value})))",
            ColumnType.Decimal => $"toString(reinterpretAsInt64({value}))",
            ColumnType.Date => $"toString(toInt32({value}))",
            ColumnType.Timestamp => $"toString(toUnixTimestamp64Micro({value}))",
            _ => $"toString({value})",
        };
        return column.IsRequired ? text : $"if(isNull({value}), '~', assumeNotNull({text.Replace(value, $"assumeNotNull({value})", StringComparison.Ordinal)}))";
    }
}
