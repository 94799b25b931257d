using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Batching;

public sealed class SinkWorkerFaultTests : IAsyncDisposable
{
    private readonly MemoryEventLog _memory = new();
    private readonly FaultyLog _log;
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingSink _sink = new();

    public SinkWorkerFaultTests() => _log = new FaultyLog(_memory);

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_failing_sink_is_tried_for_ever_with_the_same_range_and_its_error_is_shown()
    {
        var isDown = true;
        _sink.Answer = (delivery, _) => isDown ? ValueTask.FromResult(DeliveryOutcome.Retry("connection refused")) : _sink.StoreAsync(delivery);
        await using var process = Start(new BatchOptions { RowsMax = 2 });
        var ids = await process.AppendAsync(2);

        await process.AdvanceUntilAsync(() => process.State.ConsecutiveFailures >= 12, "many failures");

        Assert.Equal("connection refused", process.State.LastError);
        Assert.Equal(2, process.State.UndeliveredEvents);
        Assert.True(process.State.OldestUndeliveredAge > TimeSpan.FromSeconds(30));
        var (_, warning) = process.Logger.Messages.First(message => message.Level == LogLevel.Warning);
        Assert.Contains("connection refused", warning, StringComparison.Ordinal);
        isDown = false;
        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "the recovery");
        Assert.Single(_sink.Tries.Select(delivery => delivery.Range).Distinct());
        Assert.Equal(ids, _sink.StoredIds);
        Assert.Equal((0, null), (process.State.ConsecutiveFailures, process.State.LastError));
    }

    [Fact]
    public async Task A_sink_that_hangs_is_given_up_at_the_time_limit_and_tried_again()
    {
        _sink.Answer = (delivery, cancellation) => _sink.Tries.Count == 1 ? RecordingSink.NeverAsync(cancellation) : _sink.StoreAsync(delivery);
        await using var process = Start(new BatchOptions { RowsMax = 1, DeliveryTimeout = TimeSpan.FromSeconds(5) });
        await process.AppendAsync(1);

        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "the second try");

        Assert.Equal(2, _sink.Tries.Count);
        Assert.Contains(process.Logger.Messages, message => message.Text.Contains("no answer within 00:00:05", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dead_sink_neither_delays_the_other_nor_lets_the_log_go()
    {
        var dead = new RecordingSink("dead") { Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Retry("down")) };
        await using var process = new SinkProcess(_log, _folder.Path, new BatchOptions { RowsMax = 2 }, dead, _sink).Start();
        var begin = _log.BeginAddress;
        var ids = await process.AppendAsync(20);

        // The count follows once the cursor is on disk, a moment after the sink has the events.
        await Poll.UntilAsync(() => process.Workers[1].State.UndeliveredEvents == 0, "the healthy sink");
        Assert.Equal(20, _sink.StoredIds.Count);
        Assert.Equal(begin, _log.BeginAddress);
        Assert.Equal(20, process.Workers[0].State.UndeliveredEvents);

        dead.Answer = null;
        await process.AdvanceUntilAsync(() => dead.StoredIds.Count == 20 && _log.BeginAddress == _log.CommittedUntilAddress, "the other one and the truncation");
        Assert.Equal(ids, dead.StoredIds);
    }

    [Fact]
    public async Task Records_that_cannot_be_read_or_decoded_are_passed_and_counted()
    {
        await using var process = Start(new BatchOptions { RowsMax = 2 });
        var ids = await process.AppendAsync(1);
        Assert.True(_log.TryAppend("a record of version 97"u8, out _));
        SinkProcess.Append(_log, Guid.NewGuid(), process.Time.GetUtcNow());
        _log.Damaged.Add(_log.TailAddress);
        process.Tally.Add(2);
        ids.AddRange(await process.AppendAsync(1));

        await Poll.UntilAsync(() => process.State.UndeliveredEvents == 0, "all passed");

        Assert.Equal(ids, _sink.StoredIds);
        Assert.Contains(process.Logger.Messages, message => message.Level == LogLevel.Error && message.Text.Contains("passes 2 records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_range_of_unreadable_records_alone_is_passed_without_a_delivery()
    {
        await using var process = Start(new BatchOptions());
        Assert.True(_log.TryAppend("junk"u8, out _));
        await process.AppendAsync(0);

        Assert.True(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));

        Assert.Empty(_sink.Tries);
        Assert.Equal(_log.CommittedUntilAddress, _log.BeginAddress);
    }

    [Fact]
    public async Task A_sink_that_throws_ends_its_worker_at_once_turns_health_off_and_loses_nothing()
    {
        _sink.Answer = (_, _) => throw new InvalidOperationException("a broken invariant");
        await using (var process = Start(new BatchOptions { RowsMax = 1 }))
        {
            await process.AppendAsync(1);
            await Poll.UntilAsync(() => process.Health.Faults.Count > 0, "the end");

            Assert.Equal("a broken invariant", process.Health.Faults["sink test"]);
            Assert.Contains(process.Logger.Messages, message => message.Level == LogLevel.Critical);
            Assert.False(await process.Worker.FlushAsync(TestContext.Current.CancellationToken));
            process.Time.Advance(TimeSpan.FromSeconds(7));
            Assert.Equal(TimeSpan.FromSeconds(7), process.State.OldestUndeliveredAge);
        }

        _sink.Answer = null;
        await using var next = Start(new BatchOptions { RowsMax = 1 });
        await Poll.UntilAsync(() => _sink.StoredIds.Count == 1, "the event after the restart");
    }

    [Fact]
    public async Task A_log_that_fails_still_gives_up_what_it_has_committed_and_what_comes_after_it_goes_on()
    {
        await using var process = Start(new BatchOptions());
        var ids = await process.AppendAsync(3);
        await Poll.UntilAsync(() => process.Time.Waiting > 0, "the reader waits");

        _memory.Break("the disk is gone");

        await process.AdvanceUntilAsync(() => _sink.StoredIds.Count == 3, "what was committed");
        await _memory.ReopenAsync(TestContext.Current.CancellationToken);
        ids = [.. ids, .. await process.AppendAsync(2)];
        await process.AdvanceUntilAsync(() => _sink.StoredIds.Count == 5, "what came after the failure");
        Assert.Equal(ids, _sink.StoredIds);
        Assert.Null(process.State.Fault);
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_written_is_tried_again_and_nothing_is_sent_before()
    {
        // A folder in the place of the temporary file makes every write of the cursor fail, for root as well.
        var obstacle = Directory.CreateDirectory(_folder.File("test.cursor.tmp"));
        await using var process = Start(new BatchOptions { RowsMax = 1 });
        await process.AppendAsync(1);
        await process.AdvanceUntilAsync(() => process.State.ConsecutiveFailures > 2, "failed writes");
        Assert.Empty(_sink.Tries);

        obstacle.Delete();

        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "the delivery");
        Assert.Equal(0, process.State.ConsecutiveFailures);
    }

    private SinkProcess Start(BatchOptions options) => new SinkProcess(_log, _folder.Path, options, _sink).Start();
}
