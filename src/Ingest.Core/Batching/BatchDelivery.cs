using Ingest.Core.Faults;
using Ingest.Core.Sinks;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Batching;

/// <summary>Delivers batches to one sink, in order, and moves its cursor behind each.</summary>
/// <remarks>
/// One batch at a time:
/// 1. the range goes to disk, so that whatever happens from here, the same range is sent again before any other;
/// 2. the sink gets it, as often as it takes;
/// 3. what the range has of damaged bytes goes to the quarantine;
/// 4. the cursor goes to disk behind it, and the log gives up what the slowest sink has passed.
/// A crash after 2 sends the range once more under its token, which the sink recognises.
/// </remarks>
internal sealed class BatchDelivery(ISink sink, CursorFile file, SinkTracker tracker, Func<BatchOptions> options, BatchingContext context)
{
    private readonly RetrySchedule _sending = new(Random.Shared.NextDouble);
    private readonly RetrySchedule _saving = new(Random.Shared.NextDouble);
    private readonly Signal _retryNow = new();

    /// <summary>Cuts a wait for the next try short.</summary>
    public void RetryNow() => _retryNow.Set();

    /// <summary>Delivers a batch; returns once it is in the sink and the cursor behind it is on disk.</summary>
    public async Task DeliverAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        var range = batch.Range;
        tracker.Begin(batch);
        if (!batch.Rows.IsEmpty)
        {
            // Step 1: fix the range.
            await SaveAsync(new SinkCursor(range.LogId, range.Begin, range.End), cancellationToken);
            Failpoint.Hit(FailpointName.RangeBeforeSend);

            // Step 2: send it.
            await SendAsync(batch, cancellationToken);
            Failpoint.Hit(FailpointName.DeliverBeforeCursor);
        }

        // Step 3: keep what could not be read: once the cursor is behind it, the log may give it up.
        await KeepDamageAsync(batch, cancellationToken);

        // Step 4: move on. A range of unreadable records alone is passed without being sent.
        if (range.End > range.Begin)
        {
            await SaveAsync(new SinkCursor(range.LogId, range.End, PendingEnd: 0), cancellationToken);
            Failpoint.Hit(FailpointName.CursorBeforeTruncate);
            context.Cursors.Advance(sink.Name, range.End);
            Failpoint.Hit(FailpointName.TruncateBeforeCommit);
        }

        if (batch.DamagedCount > 0)
        {
            SinkWorkerLog.RecordsDamaged(context.Logger, sink.Name, batch.DamagedCount, range);
        }

        tracker.Pass(batch);
    }

    private async Task SendAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await TryAsync(batch, cancellationToken);
            if (outcome.IsDelivered)
            {
                _sending.Reset();
                if (tracker.Succeed(batch) is > 0 and var failures)
                {
                    SinkWorkerLog.Recovered(context.Logger, sink.Name, failures);
                }

                return;
            }

            var error = outcome.Error ?? "the sink gave no reason";
            var tries = tracker.Fail(error);
            var delay = _sending.NextDelay(options());
            SinkWorkerLog.DeliveryFailed(context.Logger, sink.Name, batch.Range, tries, delay, error);
            await WaitAsync(delay, cancellationToken);
        }
    }

    private async Task<DeliveryOutcome> TryAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        var limit = options().DeliveryTimeout;
        var startedAt = context.Time.GetTimestamp();
        using var timeout = new CancellationTokenSource(limit, context.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await sink.DeliverAsync(batch.Rows, batch.Range, linked.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return DeliveryOutcome.Retry($"no answer within {limit}, the limit of {BatchOptions.Section}:{nameof(BatchOptions.DeliveryTimeout)}");
        }
        finally
        {
            tracker.NoteDuration(context.Time.GetElapsedTime(startedAt));
        }
    }

    // A quarantine that is full or cannot be written holds the cursor, as a full disk does: the bytes stay in the log meanwhile.
    private async Task KeepDamageAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        while (context.Damage?.TryKeep(batch.Damage, out var fault) == false)
        {
            var tries = tracker.Fail(fault);
            var delay = _saving.NextDelay(options());
            SinkWorkerLog.DamageNotKept(context.Logger, sink.Name, batch.Range, tries, delay, fault);
            await WaitAsync(delay, cancellationToken);
        }

        _saving.Reset();
    }

    // A full disk must neither end the worker nor let a range be sent that is not on disk. Each try writes a fresh file: a failed
    // flush is never taken for a success the second time.
    private async Task SaveAsync(SinkCursor cursor, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                file.Save(cursor);
                _saving.Reset();
                return;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                var tries = tracker.Fail($"the cursor cannot be written: {fault.Message}");
                var delay = _saving.NextDelay(options());
                SinkWorkerLog.CursorNotSaved(context.Logger, sink.Name, tries, delay, fault.Message);
                await WaitAsync(delay, cancellationToken);
            }
        }
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        _retryNow.Reset();
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_retryNow.WaitAsync(), Task.Delay(delay, context.Time, timer.Token));
        await timer.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
