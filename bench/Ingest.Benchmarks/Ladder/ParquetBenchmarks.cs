using BenchmarkDotNet.Attributes;
using Ingest.Benchmarks.Messages;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Writing;

namespace Ingest.Benchmarks.Ladder;

/// <summary>
/// A batch of the lake's table to a Parquet file, on one thread. The copy of the same columns tells what the machine's memory does at that moment: compare
/// ratios to it, not times. No ladder: none includes another.
/// </summary>
public class ParquetBenchmarks
{
    private const int Rows = 100_000;

    private readonly ParquetOptions _options = new() { Compression = ParquetCompression.Zstd, CompressionLevel = 1 };
    private readonly RecordBatch _gathered = new(SampleBatch.Schema);
    private readonly ColumnCopy _copy = new();
    private RecordBatch _batch = null!;
    private int[] _order = [];

    /// <summary>Makes the batch.</summary>
    [GlobalSetup]
    public void Open()
    {
        _batch = SampleBatch.Make(Rows);
        var random = new Random(3);
        _order = [.. Enumerable.Range(0, Rows)];
        random.Shuffle(_order);
        if (Encode() == 0)
        {
            throw new InvalidOperationException("The file is empty.");
        }
    }

    /// <summary>Every column's bytes, once.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    [Rung("parquet", 1, "(copy the columns)")]
    public long Copy() => _copy.Copy(_batch);

    /// <summary>Every row in another order.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    [Rung("parquet", 2, "(gather rows)")]
    public int Gather()
    {
        _gathered.Clear();
        _gathered.AddRows(_batch, _order);
        return _gathered.RowCount;
    }

    /// <summary>Encoding, zstd level 1, footer; to nowhere.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    [Rung("parquet", 3, "Parquet file, zstd 1")]
    public long Encode() => Encode(_batch, _options);

    internal static long Encode(RecordBatch batch, ParquetOptions options)
    {
        using var writer = new ParquetWriter(Stream.Null, batch.Schema, options);
        // Nothing is waited for: the stream takes all at once.
        writer.WriteAsync(batch, 0, batch.RowCount, CancellationToken.None).GetAwaiter().GetResult();
        return writer.FinishAsync(CancellationToken.None).GetAwaiter().GetResult().Bytes;
    }
}
