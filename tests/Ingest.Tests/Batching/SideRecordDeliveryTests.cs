using System.Buffers;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

/// <summary>Side records travel as events do, and count as none.</summary>
public sealed class SideRecordDeliveryTests : IAsyncDisposable
{
    private readonly MemoryEventLog _log = new();
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingSink _sink = new();

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_batch_of_side_records_alone_is_delivered_and_never_waits_as_an_event()
    {
        await using var process = Start(new BatchOptions());
        await AppendSideAsync(3);
        Assert.Equal((0, TimeSpan.Zero), (process.State.UndeliveredEvents, process.State.OldestUndeliveredAge));

        Assert.True(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));

        Assert.Equal([3], _sink.Tries.Select(delivery => delivery.SideCount));
        Assert.Equal(0, process.State.UndeliveredEvents);
        Assert.Equal(_log.CommittedUntilAddress, _log.BeginAddress);
    }

    [Fact]
    public async Task The_count_of_undelivered_events_leaves_them_out_over_restarts()
    {
        _sink.Answer = (_, cancellation) => RecordingSink.NeverAsync(cancellation);
        await using (var first = Start(new BatchOptions { RowsMax = 4 }))
        {
            await first.AppendAsync(2);
            await AppendSideAsync(5);
            await first.AppendAsync(1);
            await Poll.UntilAsync(() => !_sink.Tries.IsEmpty, "a try");
            Assert.Equal(3, first.State.UndeliveredEvents);
        }

        _sink.Answer = null;
        await using var second = Start(new BatchOptions { RowsMax = 4 });
        Assert.True(await second.Worker.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, second.State.UndeliveredEvents);
        Assert.Equal(5, _sink.Tries.Skip(1).Sum(delivery => delivery.SideCount));
    }

    [Fact]
    public async Task They_fill_a_batch_as_events_do()
    {
        await using var process = Start(new BatchOptions { RowsMax = 4 });
        await AppendSideAsync(8);
        await Poll.UntilAsync(() => _sink.Tries.Count == 2, "two full batches");
        Assert.Equal([4, 4], _sink.Tries.Select(delivery => delivery.SideCount));
    }

    [Fact]
    public async Task The_last_canary_of_this_run_that_a_sink_has_taken_is_in_its_state()
    {
        await using var process = Start(new BatchOptions());
        var start = process.Time.GetUtcNow();
        process.Time.Advance(TimeSpan.FromSeconds(5));
        await AppendSideAsync(3);
        Assert.True(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromSeconds(5), process.State.CanaryAge);
        await AppendSideAsync(3, sentAtMs: start.AddSeconds(1).ToUnixTimeMilliseconds());
        Assert.True(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromMilliseconds(5_000 - 1_002), process.State.CanaryAge);
    }

    private async Task AppendSideAsync(int count, long sentAtMs = 1_700_000_000_000)
    {
        for (var i = 0; i < count; i++)
        {
            var draft = new EventDraft();
            draft.Clear();
            SideDrafts.FillCanary(draft, _log.LogId, sentAtMs + i);
            var record = new ArrayBufferWriter<byte>();
            RecordEncoder.Encode(draft, record);
            Assert.True(_log.TryAppend(record.WrittenSpan, out _));
        }

        await _log.CommitAsync(CancellationToken.None);
    }

    private SinkProcess Start(BatchOptions options) => new SinkProcess(_log, _folder.Path, options, _sink).Start();
}
