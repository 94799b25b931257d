using System.Buffers;
using System.IO.Pipelines;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Sinks.ClickHouse.Native;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.ClickHouse.Native;

public sealed class NativeBlockWriterTests
{
    private readonly NativeBlockWriter _writer = new(NativeTable.Events);

    [Fact]
    public void Writes_nothing_for_an_empty_batch()
    {
        var output = new ArrayBufferWriter<byte>();
        _writer.Write(output, new EventBatch());
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Begins_with_the_number_of_columns_and_rows()
    {
        var output = new ArrayBufferWriter<byte>();
        _writer.Write(output, Batch(300));
        Assert.Equal("2EAC02", Convert.ToHexString(output.WrittenSpan[..3]));
    }

    [Fact]
    public async Task Streams_the_same_bytes_as_it_writes_into_memory()
    {
        var batch = Batch(20_000);
        var memory = new ArrayBufferWriter<byte>();
        _writer.Write(memory, batch);
        var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream);
        await _writer.WriteAsync(pipe, batch, TestContext.Current.CancellationToken);
        await pipe.CompleteAsync();
        Assert.True(memory.WrittenSpan.SequenceEqual(stream.ToArray()));
    }

    [Fact]
    public void Allocates_nothing_once_it_is_warm()
    {
        var batch = Batch(5_000);
        var output = new ArrayBufferWriter<byte>(16 << 20);
        var allocated = Allocations.Least(() =>
        {
            output.ResetWrittenCount();
            _writer.Write(output, batch);
        });

        // The enumerator of the list of columns, once per block.
        Assert.True(allocated < 1024, $"{allocated} bytes for 5,000 rows");
    }

    [Fact]
    public void Has_a_column_for_every_field_of_the_batch()
    {
        Assert.Equal(46, EventColumns.All.Select(column => column.Name).Distinct().Count());
        Assert.Equal(TextFields.Count, EventColumns.All.Count(column => column is TextColumn or LowCardinalityColumn));
    }

    private static EventBatch Batch(int rows)
    {
        var batch = new EventBatch();
        for (var row = 0; row < rows; row++)
        {
            batch.SiteId.Add(Guid.Empty);
            batch.SessionId.Add(new Guid(row / 4, 1, 2, [1, 2, 3, 4, 5, 6, 7, 8]));
            batch.VisitId.Add(new Guid(row / 3, 1, 2, [1, 2, 3, 4, 5, 6, 7, 8]));
            batch.EventId.Add(new Guid(row, 1, 2, [1, 2, 3, 4, 5, 6, 7, 8]));
            batch.EventTimeMs.Add(row);
            batch.ReceivedAtMs.Add(row);
            batch.EventType.Add(1);
            batch.RevenueE4.Add(0);
            batch.DataKeys.Add("key"u8);
            batch.DataTexts.Add("text"u8);
            batch.DataNumbers.Add(row);
            batch.DataTypes.Add(2);
            batch.DataEnds.Add(row + 1);
            for (var field = 0; field < TextFields.Count; field++)
                batch.Text((TextField)field).Add(BitConverter.GetBytes(row % 1000));
            foreach (var vital in Enum.GetValues<VitalField>())
                batch.Vital(vital).Add(double.NaN);
        }

        return batch;
    }
}
