using System.Text;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Writing;
using Ingest.Tests.Parquet.Samples;

namespace Ingest.Tests.Parquet.Writing;

public sealed class SummaryTests
{
    [Fact]
    public async Task Tells_counts_and_bounds_of_each_leaf()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var batch = new SampleRows(random).Make(SampleSchema.All, random.Next(1, 500));
            var (bytes, summary) = await Files.WriteAsync(batch, new ParquetOptions { RowGroupRows = random.Next(20, 600), PageRows = random.Next(5, 100) });
            foreach (var column in batch.Columns)
            {
                if (column is MapColumn map)
                {
                    AssertLeaf(map.Keys, summary.Leaves[map.Schema.KeyId], $"seed {seed}");
                    AssertLeaf(map.Values, summary.Leaves[map.Schema.Value!.FieldId], $"seed {seed}");
                    Assert.False(summary.Leaves.ContainsKey(map.Schema.FieldId));
                }
                else
                {
                    AssertLeaf(column, summary.Leaves[column.Schema.FieldId], $"seed {seed}");
                }
            }

            Assert.Equal(4, summary.SplitOffsets[0]);
            Assert.Equal(summary.SplitOffsets.Order(), summary.SplitOffsets);
            Assert.InRange(summary.Leaves.Values.Sum(leaf => leaf.CompressedBytes), 1, bytes.Length);
        }
    }

    [Fact]
    public async Task Zeros_and_numbers_that_are_none_keep_to_the_rules_of_bounds()
    {
        Assert.Equal((-0.0, 0.0, 0L), await BoundsAsync(0.0, 0.0));
        Assert.Equal((-0.0, 0.0, 0L), await BoundsAsync(-0.0, -0.0));
        Assert.Equal((-0.0, 5.0, 1L), await BoundsAsync(0.0, double.NaN, 5));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity, 1L), await BoundsAsync(double.NegativeInfinity, double.NaN, double.PositiveInfinity));
        Assert.Equal((null, null, 2L), await BoundsAsync(double.NaN, double.NaN));
    }

    [Fact]
    public async Task Cuts_row_groups_of_one_size_and_no_larger_than_their_bytes()
    {
        var batch = new SampleRows(new Random(1)).Make(SampleSchema.Each, 1001);
        var (_, even) = await Files.WriteAsync(batch, new ParquetOptions { RowGroupRows = 1000 });
        Assert.Equal(2, even.SplitOffsets.Count);
        var (_, bytes) = await Files.WriteAsync(batch, new ParquetOptions { RowGroupBytes = 10_000 });
        Assert.True(bytes.SplitOffsets.Count > 5, $"{bytes.SplitOffsets.Count} groups");
    }

    [Fact]
    public async Task Chooses_the_encoding_by_size()
    {
        var schema = new RecordSchema(
        [
            new ColumnSchema(1, "sequence", ColumnType.Long, IsRequired: true), new ColumnSchema(2, "random", ColumnType.Long, IsRequired: true),
            new ColumnSchema(3, "few", ColumnType.String, IsRequired: true), new ColumnSchema(4, "unique", ColumnType.String, IsRequired: true),
        ]);
        var batch = new RecordBatch(schema);
        var random = new Random(2);
        for (var row = 0; row < 20_000; row++)
        {
            batch.Find<FixedColumn<long>>(1).Add(1_700_000_000_000_000 + (row * 1000L) + random.Next(1000));
            batch.Find<FixedColumn<long>>(2).Add(random.NextInt64());
            batch.Find<TextColumn>(3).Add(Encoding.ASCII.GetBytes($"a longer text of few {random.Next(10)}"));
            batch.Find<TextColumn>(4).Add(Encoding.ASCII.GetBytes($"{random.NextInt64():x16}"));
        }

        var (_, summary) = await Files.WriteAsync(batch, new ParquetOptions { Compression = ParquetCompression.None });
        Assert.InRange(summary.Leaves[1].CompressedBytes, 20_000, 20_000 * 2);
        Assert.InRange(summary.Leaves[2].CompressedBytes, 20_000 * 8, 20_000 * 8.2);
        Assert.InRange(summary.Leaves[3].CompressedBytes, 20_000 / 2, 20_000 * 0.6);
        Assert.InRange(summary.Leaves[4].CompressedBytes, 20_000 * 20, 20_000 * 20.2);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 48)]
    public void Refuses_options_that_no_file_can_be_written_with(int rows, int page, int filter)
    {
        var options = new ParquetOptions { RowGroupRows = rows, PageRows = page, BloomFilterBytesMax = filter };
        Assert.Throws<ArgumentException>(() => new ParquetWriter(Stream.Null, SampleSchema.All, options));
    }

    [Fact]
    public void Refuses_schemas_that_no_file_can_carry()
    {
        ColumnSchema a = new(1, "a", ColumnType.Int, IsRequired: true);
        RecordSchema[] schemas =
        [
            new([]), new([a, a with { Name = "b" }]), new([a, a with { FieldId = 2 }]), new([new ColumnSchema(1, "d", ColumnType.Decimal, IsRequired: true) { Precision = 19 }]),
            new([new ColumnSchema(1, "m", ColumnType.Map, IsRequired: true)]), new([ColumnSchema.Map(1, "m", isRequired: true, 1, a)]),
        ];
        Assert.All(schemas, schema => Assert.Throws<ArgumentException>(() => new ParquetWriter(Stream.Null, schema, new ParquetOptions())));
    }

    private static void AssertLeaf(Column column, LeafSummary leaf, string message)
    {
        var rows = Enumerable.Range(0, column.Count).Where(column.HasValue).ToArray();
        Assert.Equal(column.Count, leaf.ValueCount);
        Assert.Equal(column.Count - rows.Length, leaf.NullCount);
        switch (column)
        {
            case TextColumn texts:
                var inOrder = rows.Select(row => texts[row].ToArray()).Order(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).ToArray();
                Assert.True(inOrder.Length == 0 ? leaf.Lower is null : leaf.Lower!.Value.Text.Span.SequenceEqual(inOrder[0]), message);
                Assert.True(inOrder.Length == 0 ? leaf.Upper is null : leaf.Upper!.Value.Text.Span.SequenceEqual(inOrder[^1]), message);
                break;
            case FixedColumn<long> values:
                Assert.Equal(rows.Length == 0 ? null : rows.Min(row => values.Values[row]), leaf.Lower?.Integer);
                Assert.Equal(rows.Length == 0 ? null : rows.Max(row => values.Values[row]), leaf.Upper?.Integer);
                break;
            case FixedColumn<double> values:
                Assert.Equal(rows.Count(row => double.IsNaN(values.Values[row])), leaf.NanCount);
                double[] numbers = [.. rows.Select(row => values.Values[row]).Where(value => !double.IsNaN(value))];
                Assert.Equal(numbers.Length == 0 ? null : numbers.Min() + 0.0, leaf.Lower?.Number + 0.0);
                break;
            case FixedColumn<Guid> values:
                string[] texts16 = [.. rows.Select(row => values.Values[row].ToString()).Order(StringComparer.Ordinal)];
                Assert.Equal(texts16.FirstOrDefault(), leaf.Lower?.Uuid.ToString());
                Assert.Equal(texts16.LastOrDefault(), leaf.Upper?.Uuid.ToString());
                break;
        }
    }

    private static async Task<(double? Lower, double? Upper, long Nans)> BoundsAsync(params double[] values)
    {
        var batch = new RecordBatch(new RecordSchema([new ColumnSchema(1, "d", ColumnType.Double, IsRequired: true)]));
        foreach (var value in values)
            batch.Find<FixedColumn<double>>(1).Add(value);
        var (_, summary) = await Files.WriteAsync(batch);
        var leaf = summary.Leaves[1];
        if (leaf.Lower is { Number: 0 } lower)
            Assert.True(double.IsNegative(lower.Number));
        if (leaf.Upper is { Number: 0 } upper)
            Assert.False(double.IsNegative(upper.Number));
        return (leaf.Lower?.Number, leaf.Upper?.Number, leaf.NanCount);
    }
}
