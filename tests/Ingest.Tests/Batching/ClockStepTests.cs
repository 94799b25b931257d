using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Log;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

/// <summary>The wall clock is set by an hour and by a year, forward and back: batches, waits, ages and readiness go by the time that passes.</summary>
public sealed class ClockStepTests : IAsyncDisposable
{
    private readonly MemoryEventLog _log = new();
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingSink _sink = new();

    public static TheoryData<TimeSpan> Steps => ClockSteps.All;

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_batch_is_closed_by_the_age_that_has_passed(TimeSpan step)
    {
        await using var process = Start(new BatchOptions { AgeMax = TimeSpan.FromSeconds(1) });
        var ids = await process.AppendAsync(2);
        await Poll.UntilAsync(() => process.Time.Waiting > 0, "the reader waits");
        process.Time.Advance(TimeSpan.FromMilliseconds(400));
        process.Time.Step(step);
        process.Time.Advance(TimeSpan.FromMilliseconds(599));

        Assert.Empty(_sink.Tries);
        Assert.Equal(TimeSpan.FromMilliseconds(999), process.State.OldestUndeliveredAge);
        Assert.Equal(TimeSpan.FromMilliseconds(999), process.State.WaitingFor);

        process.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Poll.UntilAsync(() => _sink.StoredIds.Count == 2, "the batch by age");
        Assert.Equal(ids, _sink.StoredIds);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task The_wait_for_the_next_try_is_neither_cut_short_nor_lengthened(TimeSpan step)
    {
        _sink.Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Retry("away"));
        var delay = TimeSpan.FromSeconds(10);
        await using var process = Start(new BatchOptions { RowsMax = 1, RetryDelayMin = delay, RetryDelayMax = delay });
        var ids = await process.AppendAsync(1);
        await Poll.UntilAsync(() => process.State.ConsecutiveFailures == 1 && process.Time.Waiting > 0, "the wait");
        process.Time.Step(step);

        // The jitter takes away half at most.
        process.Time.Advance((delay / 2) - TimeSpan.FromMilliseconds(1));
        Assert.Single(_sink.Tries);
        _sink.Answer = null;
        await process.AdvanceUntilAsync(() => _sink.StoredIds.Count == 1, "the next try");
        Assert.Equal(ids, _sink.StoredIds);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_sink_that_hangs_is_given_its_time_and_is_then_tried_again(TimeSpan step)
    {
        _sink.Answer = (_, cancellation) => RecordingSink.NeverAsync(cancellation);
        await using var process = Start(new BatchOptions { RowsMax = 1, DeliveryTimeout = TimeSpan.FromSeconds(20) });
        await process.AppendAsync(1);
        await Poll.UntilAsync(() => !_sink.Tries.IsEmpty, "the first try");
        process.Time.Advance(TimeSpan.FromSeconds(10));
        process.Time.Step(step);
        process.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, process.State.ConsecutiveFailures);

        _sink.Answer = null;
        await process.AdvanceUntilAsync(() => _sink.StoredIds.Count == 1, "the next try");
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_sink_that_has_stalled_is_noticed_and_one_that_works_is_not_blamed(TimeSpan step)
    {
        await using var process = Start(new BatchOptions { RowsMax = 1 });
        await process.AppendAsync(1);
        await Poll.UntilAsync(() => process.State.UndeliveredEvents == 0, "a delivery");
        process.Time.Step(step);
        Assert.True(SinkReadiness.Check(process.State).IsReady);

        // It answers neither its call nor its cancellation, until this test ends.
        var release = new TaskCompletionSource();
        using var atEnd = new Release(release);
        _sink.Answer = async (delivery, _) =>
        {
            await release.Task;
            return await _sink.StoreAsync(delivery);
        };
        await process.AppendAsync(1);
        await Poll.UntilAsync(() => _sink.Tries.Count == 2, "the try that hangs");
        process.Time.Advance(TimeSpan.FromSeconds(89));
        process.Time.Step(-step);
        Assert.True(SinkReadiness.Check(process.State).IsReady);
        process.Time.Step(step);
        process.Time.Advance(TimeSpan.FromSeconds(3));

        var check = SinkReadiness.Check(process.State);
        Assert.False(check.IsReady);
        Assert.Contains("events wait for 00:01:32", check.Reason, StringComparison.Ordinal);

        release.TrySetResult();
        await Poll.UntilAsync(() => process.State.UndeliveredEvents == 0, "the recovery");
        Assert.True(SinkReadiness.Check(process.State).IsReady);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task An_event_taken_before_the_step_and_read_after_it_is_never_older_than_the_run(TimeSpan step)
    {
        var uptime = TimeSpan.FromMinutes(3);
        await using var process = Start(new BatchOptions { AgeMax = TimeSpan.FromMinutes(1) });
        process.Time.Advance(uptime);
        var takenAt = process.Time.GetUtcNow();
        process.Time.Step(step);
        SinkProcess.Append(_log, Guid.NewGuid(), takenAt);
        await process.AppendAsync(0);
        await Poll.UntilAsync(() => process.Time.Waiting > 0, "the reader waits");
        process.Time.Advance(TimeSpan.FromSeconds(1));
        await Poll.UntilAsync(() => process.State.OldestUndeliveredAge > TimeSpan.Zero, "an age");
        Assert.Equal((step > TimeSpan.Zero ? uptime : TimeSpan.Zero) + TimeSpan.FromSeconds(1), process.State.OldestUndeliveredAge);
        Assert.True(SinkReadiness.Check(process.State).IsReady);
    }

    [Fact]
    public async Task What_an_earlier_run_has_left_is_as_old_as_its_records_say()
    {
        var now = new ManualTime().GetUtcNow();
        SinkProcess.Append(_log, Guid.NewGuid(), now - TimeSpan.FromDays(30));
        await _log.CommitAsync(CancellationToken.None);
        _sink.Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Retry("away"));
        await using var process = Start(new BatchOptions { RowsMax = 1 });
        await Poll.UntilAsync(() => process.State.ConsecutiveFailures > 0, "a try");
        process.Time.Step(TimeSpan.FromDays(365));
        Assert.Equal(TimeSpan.FromDays(30), process.State.OldestUndeliveredAge);
    }

    [Fact]
    public async Task Nothing_is_lost_while_the_clock_is_set_again_and_again()
    {
        var random = new Random(1);
        _sink.Answer = (delivery, _) => random.Next(3) == 0 ? ValueTask.FromResult(DeliveryOutcome.Retry("away")) : _sink.StoreAsync(delivery);
        await using var process = Start(new BatchOptions { RowsMax = 5, AgeMax = TimeSpan.FromSeconds(1) });
        List<Guid> ids = [];
        for (var i = 0; i < 200; i++)
        {
            process.Time.Step(TimeSpan.FromHours(random.Next(-10_000, 10_000)));
            ids.AddRange(await process.AppendAsync(random.Next(1, 4)));
            process.Time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.InRange(process.State.OldestUndeliveredAge, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }

        await process.AdvanceUntilAsync(() => _sink.StoredIds.Count == ids.Count, "every event");
        Assert.Equal(ids, _sink.StoredIds);
    }

    private SinkProcess Start(BatchOptions options) => new SinkProcess(_log, _folder.Path, options, _sink).Start();

    private sealed class Release(TaskCompletionSource call) : IDisposable
    {
        public void Dispose() => call.TrySetResult();
    }
}
