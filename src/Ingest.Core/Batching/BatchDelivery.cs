using Ingest.Core.Faults;
using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>Delivers batches to one sink, in order, and moves its cursor behind each.</summary>
/// <remarks>
/// One batch at a time:
/// 1. the range goes to disk, so that whatever happens from here, the same range is sent again before any other;
/// 2. the sink gets it, as often as it takes;
/// 3. what the range has of damaged bytes goes to the quarantine;
/// 4. the cursor goes to disk behind it, and the log gives up what the slowest sink has passed.
/// A crash after 2 sends the range once more under its token, which the sink recognises.
/// A range that the sink refuses for its data is halved, and each half is a batch of its own with the same steps; a record that is
/// refused alone is set aside in the place of step 2.
/// </remarks>
internal sealed class BatchDelivery
{
    // A proxy or a schema change on its way may refuse once or twice what is in order.
    private const int RefusalsMin = 3;

    private readonly ISink _sink;
    private readonly SinkTracker _tracker;
    private readonly Func<BatchOptions> _options;
    private readonly BatchingContext _context;
    private readonly RetrySchedule _schedule = new(Random.Shared.NextDouble);
    private readonly RetryPause _pause;
    private readonly DurableSteps _disk;
    private int _setAsideInRow;

    /// <summary>Creates the delivery to a sink whose cursor is in a file. The options are asked for at every step.</summary>
    public BatchDelivery(ISink sink, CursorFile file, SinkTracker tracker, Func<BatchOptions> options, BatchingContext context)
    {
        (_sink, _tracker, _options, _context) = (sink, tracker, options, context);
        _pause = new RetryPause(context.Time);
        _disk = new DurableSteps(file, tracker, options, _pause, context);
    }

    /// <summary>Cuts a wait for the next try short.</summary>
    public void RetryNow() => _pause.End();

    /// <summary>Delivers a batch; returns once every record is in the sink or set aside, and the cursor behind it is on disk.</summary>
    public async Task DeliverAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        _tracker.Begin(batch);
        if (!batch.Rows.IsEmpty)
        {
            // Step 1: fix the range.
            var range = batch.Range;
            await _disk.SaveAsync(new SinkCursor(range.LogId, range.Begin, range.End), cancellationToken);
            Failpoint.Hit(FailpointName.RangeBeforeSend);

            // Step 2: send it.
            var outcome = await SendAsync(batch, cancellationToken);
            if (outcome.IsRefused && batch.IntactCount > 1)
            {
                await DeliverHalvesAsync(batch, cancellationToken);
                return;
            }

            if (outcome.IsRefused)
            {
                await _disk.SetAsideAsync(range, ErrorOf(outcome), cancellationToken);
                Failpoint.Hit(FailpointName.QuarantineBeforeCursor);
                _setAsideInRow++;
                _schedule.Reset();
                _tracker.SetAside();
            }

            Failpoint.Hit(FailpointName.DeliverBeforeCursor);
        }

        await PassAsync(batch, cancellationToken);
    }

    // The batch is refilled with one half after the other, so that memory stays bounded by two batches.
    private async Task DeliverHalvesAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        var (range, covered) = (batch.Range, batch.CoveredAddress);
        var middle = PendingRange.AddressAfter(_context.Log, range, batch.IntactCount / 2);
        using var isolation = _tracker.BeginIsolation(range);

        PendingRange.Read(_context.Log, range with { End = middle }, batch, CloseReason.Isolation);
        await DeliverAsync(batch, cancellationToken);
        Failpoint.Hit(FailpointName.IsolateBetweenHalves);

        PendingRange.Read(_context.Log, range with { Begin = middle }, batch, CloseReason.Isolation);
        batch.CoveredAddress = covered;
        await DeliverAsync(batch, cancellationToken);
    }

    private async Task PassAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        // Step 3: keep what could not be read: once the cursor is behind it, the log may give it up.
        await _disk.KeepDamageAsync(batch, cancellationToken);

        // Step 4: move on. A range of unreadable records alone is passed without being sent.
        var range = batch.Range;
        if (range.End > range.Begin)
        {
            await _disk.SaveAsync(new SinkCursor(range.LogId, range.End, PendingEnd: 0), cancellationToken);
            Failpoint.Hit(FailpointName.CursorBeforeTruncate);
            _context.Cursors.Advance(_sink.Name, range.End);
            Failpoint.Hit(FailpointName.TruncateBeforeCommit);
        }

        if (batch.DamagedCount > 0)
        {
            SinkWorkerLog.RecordsDamaged(_context.Logger, _sink.Name, batch.DamagedCount, range);
        }

        _tracker.Pass(batch);
    }

    // Returns when the batch is delivered or certainly refused.
    private async Task<DeliveryOutcome> SendAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        for (var refusals = 0; ;)
        {
            var outcome = await TryAsync(batch, cancellationToken);
            if (outcome.IsDelivered)
            {
                Succeed(batch);
                return outcome;
            }

            refusals = outcome.IsRefused ? refusals + 1 : 0;
            if (refusals >= RefusalsNeeded(batch) && (batch.IntactCount > 1 || _setAsideInRow < _options().SetAsideMax))
            {
                return outcome;
            }

            var error = refusals < RefusalsNeeded(batch) ? ErrorOf(outcome) : DoubtOf(outcome);
            var tries = _tracker.Fail(error);
            var delay = _schedule.NextDelay(_options());
            SinkWorkerLog.DeliveryFailed(_context.Logger, _sink.Name, batch.Range, tries, delay, error);
            await _pause.WaitAsync(delay, cancellationToken);
        }
    }

    // The halves of what was refused for certain are halved at once; a record is made sure of before it is set aside.
    private int RefusalsNeeded(RangedBatch batch) => batch.ClosedBy == CloseReason.Isolation && batch.IntactCount > 1 ? 1 : RefusalsMin;

    private void Succeed(RangedBatch batch)
    {
        _schedule.Reset();
        _setAsideInRow = 0;
        if (_tracker.Succeed(batch) is > 0 and var failures)
        {
            SinkWorkerLog.Recovered(_context.Logger, _sink.Name, failures);
        }
    }

    private async Task<DeliveryOutcome> TryAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        var limit = _options().DeliveryTimeout;
        var startedAt = _context.Time.GetTimestamp();
        using var timeout = new CancellationTokenSource(limit, _context.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _sink.DeliverAsync(batch.Rows, batch.Range, linked.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return DeliveryOutcome.Retry($"no answer within {limit}, the limit of {BatchOptions.Section}:{nameof(BatchOptions.DeliveryTimeout)}");
        }
        finally
        {
            _tracker.NoteDuration(_context.Time.GetElapsedTime(startedAt));
        }
    }

    // A sink that takes nothing at all is at fault, and not the records.
    private string DoubtOf(DeliveryOutcome outcome) => _options().SetAsideMax == 0
        ? $"{ErrorOf(outcome)} Nothing is set aside, as {BatchOptions.Section}:{nameof(BatchOptions.SetAsideMax)} is 0."
        : $"{_setAsideInRow} records in a row were refused and set aside, so the sink may be at fault and not its records. Remedy: mend what it says, "
        + $"then 'ingest quarantine replay --all'; or, if the records are at fault, raise {BatchOptions.Section}:{nameof(BatchOptions.SetAsideMax)}. {ErrorOf(outcome)}";

    private static string ErrorOf(DeliveryOutcome outcome) => outcome.Error ?? "the sink gave no reason";
}
