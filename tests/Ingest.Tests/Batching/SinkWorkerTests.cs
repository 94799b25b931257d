using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

public sealed class SinkWorkerTests : IAsyncDisposable
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
    public async Task Flushes_when_the_row_limit_is_reached()
    {
        await using var process = Start(new BatchOptions { RowsMax = 3 });

        var ids = await process.AppendAsync(7);

        await Poll.UntilAsync(() => _sink.StoredIds.Count == 6, "two full batches");
        Assert.Equal([3, 3], _sink.Tries.Select(delivery => delivery.EventIds.Count));
        Assert.Equal(ids[..6], _sink.StoredIds);
    }

    [Fact]
    public async Task Flushes_when_the_byte_limit_is_reached()
    {
        await using var process = Start(new BatchOptions { RecordBytesMax = 150 });

        await process.AppendAsync(4);

        await Poll.UntilAsync(() => _sink.Tries.Count == 2, "two full batches");
        Assert.Equal([2, 2], _sink.Tries.Select(delivery => delivery.EventIds.Count));
    }

    [Fact]
    public async Task Flushes_when_the_first_event_has_waited_long_enough()
    {
        await using var process = Start(new BatchOptions { AgeMax = TimeSpan.FromSeconds(1) });
        var ids = await process.AppendAsync(2);
        await Poll.UntilAsync(() => process.Time.Waiting > 0, "the reader waits");
        process.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(_sink.Tries);
        Assert.Equal(TimeSpan.FromMilliseconds(999), process.State.OldestUndeliveredAge);

        await process.AdvanceUntilAsync(() => _sink.StoredIds.Count == 2, "the batch by age");

        Assert.Equal(ids, _sink.StoredIds);
        await Poll.UntilAsync(() => process.State is { UndeliveredEvents: 0, UndeliveredBytes: 0, OldestUndeliveredAge.Ticks: 0 }, "nothing left");
        Assert.True(process.State.SinceSuccess < TimeSpan.FromSeconds(1), "a success since the batch");
    }

    [Fact]
    public async Task The_next_batch_is_read_while_one_is_delivered_and_no_further_one()
    {
        var release = new TaskCompletionSource();
        _sink.Answer = async (delivery, cancellation) =>
        {
            await release.Task.WaitAsync(cancellation);
            return await _sink.StoreAsync(delivery);
        };
        await using var process = Start(new BatchOptions { RowsMax = 10 });

        var ids = await process.AppendAsync(50);
        await Poll.UntilAsync(() => !_sink.Tries.IsEmpty, "the first try");
        Assert.Equal(50, process.State.UndeliveredEvents);
        Assert.Single(_sink.Tries);
        release.SetResult();

        await Poll.UntilAsync(() => _sink.StoredIds.Count == 50, "all five");
        Assert.Equal(ids, _sink.StoredIds);
        Assert.Equal(5, _sink.Tries.Count);
    }

    [Fact]
    public async Task Changed_options_close_the_open_batch_and_drop_nothing()
    {
        await using var process = Start(new BatchOptions { AgeMax = TimeSpan.FromHours(1) });
        var ids = await process.AppendAsync(5);
        await Poll.UntilAsync(() => process.Time.Waiting > 0, "the reader waits");

        process.Options.Set(new BatchOptions { RowsMax = 5, AgeMax = TimeSpan.FromHours(1) });
        await Poll.UntilAsync(() => _sink.StoredIds.Count == 5, "the batch that is full now");

        ids.AddRange(await process.AppendAsync(3));
        process.Options.Set(new BatchOptions { AgeMax = TimeSpan.Zero });
        await Poll.UntilAsync(() => _sink.StoredIds.Count == 8, "the batch that is old now");
        Assert.Equal(ids, _sink.StoredIds);
    }

    [Fact]
    public async Task A_flush_delivers_everything_committed_before_it()
    {
        await using var process = Start(new BatchOptions());
        Assert.True(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));
        var ids = await process.AppendAsync(5);

        Assert.True(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ids, _sink.StoredIds);
        Assert.True(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Single(_sink.Tries);
    }

    [Fact]
    public async Task A_flush_ends_at_its_time_limit_when_the_sink_is_down_and_tries_it_once_more()
    {
        _sink.Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Retry("down"));
        await using var process = Start(new BatchOptions { RowsMax = 1 });
        await process.AppendAsync(1);
        await Poll.UntilAsync(() => process.State.ConsecutiveFailures == 1 && process.Time.Waiting > 0, "the first failure");
        using var limit = new CancellationTokenSource();

        var flush = process.Worker.FlushAsync(limit.Token);
        await Poll.UntilAsync(() => _sink.Tries.Count == 2, "a try without the clock");
        await limit.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
    }

    [Fact]
    public async Task A_flush_after_the_end_says_that_it_failed()
    {
        var process = Start(new BatchOptions());
        await process.AppendAsync(1);
        await process.Worker.StopAsync();

        Assert.False(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));
        await process.DisposeAsync();
    }

    [Fact]
    public async Task A_flush_at_a_restart_with_nothing_left_is_done_at_once()
    {
        await using (var first = Start(new BatchOptions { RowsMax = 2 }))
        {
            await first.AppendAsync(2);
            Assert.True(await first.Worker.FlushAsync(TestContext.Current.CancellationToken));
        }

        await using var second = Start(new BatchOptions());

        Assert.True(await second.Worker.FlushAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task The_count_of_undelivered_events_is_exact_over_restarts()
    {
        _sink.Answer = (_, cancellation) => RecordingSink.NeverAsync(cancellation);
        await using (var first = Start(new BatchOptions { RowsMax = 10 }))
        {
            await first.AppendAsync(25);
            await Poll.UntilAsync(() => _sink.Tries.Count == 1, "a try");
            Assert.Equal(25, first.State.UndeliveredEvents);
        }

        await using var second = Start(new BatchOptions { RowsMax = 10 });
        await Poll.UntilAsync(() => _sink.Tries.Count == 2, "a try");
        Assert.Equal(25, second.State.UndeliveredEvents);
        await second.AppendAsync(5);
        Assert.Equal(30, second.State.UndeliveredEvents);
        Assert.True(second.State.UndeliveredBytes > 30 * 60);
    }

    private SinkProcess Start(BatchOptions options) => new SinkProcess(_log, _folder.Path, options, _sink).Start();
}
