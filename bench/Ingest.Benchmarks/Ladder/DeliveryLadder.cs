using System.Buffers;
using BenchmarkDotNet.Attributes;
using Ingest.Benchmarks.Messages;
using Ingest.Core.Batching;
using Ingest.Core.Log.Records;
using Ingest.Sinks.ClickHouse.Native;

namespace Ingest.Benchmarks.Ladder;

/// <summary>From records of the log to the body of an insert: a batch of the mix, of a thousand visitors.</summary>
public class DeliveryLadder
{
    private const int Events = 10_000;
    private const int Visitors = 1_000;

    private readonly EventBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _block = new(16 << 20);
    private readonly NativeBlockWriter _writer = new(NativeTable.Events);
    private byte[][] _records = [];

    /// <summary>Makes the records.</summary>
    [GlobalSetup]
    public void Open()
    {
        _records = SampleRecords.Make(Events, Visitors);
        if (Encode() == 0)
        {
            throw new InvalidOperationException("The block is empty.");
        }
    }

    /// <summary>The columns of a batch.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("delivery", 1, "decode to columns")]
    public int Decode()
    {
        _batch.Clear();
        foreach (var record in _records)
        {
            if (!RecordDecoder.TryDecode(record, _batch))
            {
                throw new InvalidOperationException("A record of the benchmark is damaged.");
            }
        }

        return _batch.RowCount;
    }

    /// <summary>The Native block, in memory.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("delivery", 2, "+ encode Native block")]
    public int Encode()
    {
        Decode();
        _block.ResetWrittenCount();
        _writer.Write(_block, _batch);
        return _block.WrittenCount;
    }
}
