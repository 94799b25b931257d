using System.Text;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Schema;

namespace Ingest.Tests.Parquet.Samples;

/// <summary>Random rows of a schema: few different values in some columns and only different ones in others, runs, extremes, nulls.</summary>
internal sealed class SampleRows(Random random)
{
    private static readonly double[] Doubles =
        [0, -0.0, 1.5, -1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, double.MinValue];

    private static readonly string[] Texts =
        ["", "a", "Grüße", "日本語", "😀", "\0", "a\nb", "\uD7FF", "\uE000", "\uFFFF", "\U0010FFFF", "/products/blue-shirt?size=m", new string('z', 100), new string('ü', 64)];

    /// <summary>How often an optional value is null; every column draws one of them.</summary>
    public double[] NullRates { get; init; } = [0, 0.05, 0.5, 0.97, 1];

    /// <summary>Bytes of the longest texts.</summary>
    public int TextBytes { get; init; } = 100;

    /// <summary>Pairs of a map at most.</summary>
    public int PairsMax { get; init; } = 4;

    public RecordBatch Make(RecordSchema schema, int rows)
    {
        var batch = new RecordBatch(schema);
        Fill(batch, rows);
        return batch;
    }

    public void Fill(RecordBatch batch, int rows)
    {
        foreach (var column in batch.Columns)
            Fill(column, rows);
    }

    private void Fill(Column column, int rows)
    {
        var nulls = column.Schema.IsRequired ? 0 : NullRates[random.Next(NullRates.Length)];
        var shape = random.Next(4);
        var sequence = random.NextInt64(1L << 50);
        for (var row = 0; row < rows; row++)
        {
            sequence += random.Next(2000);
            if (random.NextDouble() < nulls)
                column.AddNull();
            else
                Add(column, shape, sequence);
        }
    }

    private void Add(Column column, int shape, long sequence)
    {
        switch (column)
        {
            case MapColumn map:
                AddMap(map);
                break;
            case TextColumn texts:
                texts.Add(Text(shape, sequence));
                break;
            case FixedColumn<byte> values:
                values.Add((byte)random.Next(2));
                break;
            case FixedColumn<int> values:
                var isDate = column.Schema.Type == ColumnType.Date;
                values.Add(isDate ? random.Next(0, 40_000) : (int)Number(shape, sequence, int.MinValue, int.MaxValue));
                break;
            case FixedColumn<long> values:
                values.Add(column.Schema.Type switch
                {
                    ColumnType.Decimal => Number(shape, sequence, -999_999_999_999_999_999, 999_999_999_999_999_999),
                    ColumnType.Timestamp => Number(shape, 1_700_000_000_000_000 + sequence, 0, 4_000_000_000_000_000),
                    _ => Number(shape, sequence, long.MinValue, long.MaxValue),
                });
                break;
            case FixedColumn<double> values:
                values.Add(shape < 2 ? Doubles[random.Next(Doubles.Length)] : random.NextDouble() * 1000);
                break;
            case FixedColumn<Guid> values:
                values.Add(Uuid(shape));
                break;
        }
    }

    private void AddMap(MapColumn map)
    {
        for (var pair = random.Next(PairsMax + 1); pair > 0; pair--)
        {
            map.Keys.Add(Encoding.UTF8.GetBytes($"key{pair}"));
            if (!map.Values.Schema.IsRequired && random.Next(5) == 0)
                map.Values.AddNull();
            else
                Add(map.Values, 0, 0);
        }

        map.EndRow();
    }

    private byte[] Text(int shape, long sequence) => shape switch
    {
        0 when TextBytes > 100 && sequence > 0 && random.Next(10) == 0 => Encoding.UTF8.GetBytes(new string('z', TextBytes)),
        0 => Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]),
        1 => Encoding.UTF8.GetBytes($"/page/{sequence}"),
        2 => [],
        _ => Encoding.UTF8.GetBytes($"value {random.Next(50)}"),
    };

    private long Number(int shape, long sequence, long min, long max) => shape switch
    {
        0 => random.Next(5) switch { 0 => min, 1 => max, 2 => 0, 3 => Math.Max(min, -1), _ => 1 },
        1 => Math.Clamp(sequence, min, max),
        2 => min + (long)((ulong)random.NextInt64() % ((ulong)max - (ulong)min)),
        _ => random.Next(20),
    };

    private Guid Uuid(int shape)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        if (shape < 2)
        {
            // Few different ones, of all first bytes: some above and some below the half.
            var kind = (byte)(random.Next(4) * 85);
            bytes.Fill(kind);
        }

        return new Guid(bytes, bigEndian: true);
    }
}
