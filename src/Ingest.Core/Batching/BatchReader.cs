using Ingest.Core.Log;
using Ingest.Core.Log.Records;

namespace Ingest.Core.Batching;

/// <summary>Reads committed records into batches, and closes each when the policy says so.</summary>
/// <remarks>One caller at a time.</remarks>
internal sealed class BatchReader : IDisposable
{
    // At full load the log commits some hundred times a second, and each wake-up takes processors from those who wait for their replies. By the
    // machine's clock, whatever clock the age is of: a batch may only be closed that much later.
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(20);

    private readonly IEventLog _log;
    private readonly IEventLogReader _reader;
    private readonly TimeProvider _time;
    private readonly BatchClock _clock;
    private readonly BatchPolicy _policy;
    private readonly FlushRequests _flushes;
    private readonly Signal _wake;
    private Task? _commit;
    private volatile BatchWait? _wait;
    private long _closedThrough;

    /// <summary>Opens the log at an address that a reader returned; 0 is its beginning.</summary>
    /// <exception cref="EventLogException">The log does not hold that address.</exception>
    public BatchReader(BatchingContext context, BatchClock clock, long fromAddress, FlushRequests flushes, Signal wake)
    {
        (_log, _time, _clock, _flushes, _wake) = (context.Log, context.Time, clock, flushes, wake);
        _reader = _log.OpenReader(fromAddress);
        _policy = new BatchPolicy(_time);
        _closedThrough = fromAddress;
    }

    /// <summary>Since when the first event of the open batch waits; null while there is none. May be read by any thread.</summary>
    public BatchWait? Wait => _wait;

    /// <summary>Fills a batch until the policy or a flush closes it. The options are asked for at every step, so a change takes effect at once.</summary>
    public async Task FillAsync(RangedBatch batch, Func<BatchOptions> options, CancellationToken cancellationToken)
    {
        var damagedBefore = _reader.DamagedRecords;
        batch.Start(_log.LogId, _reader.Address);
        _policy.Start();
        while (batch.ClosedBy == CloseReason.None)
        {
            // Taken first: whatever is committed or asked for by now is seen by this turn, and anything later wakes the wait below.
            _wake.Reset();
            var committed = _log.CommittedUntilAddress;
            batch.ClosedBy = ReadCommitted(batch, options);
            batch.CoveredAddress = batch.ClosedBy == CloseReason.None ? Math.Max(committed, _reader.Address) : _reader.Address;
            batch.ClosedBy = batch.ClosedBy == CloseReason.None ? DecideAtEnd(committed, options()) : batch.ClosedBy;
            if (batch.ClosedBy == CloseReason.None)
            {
                batch.ClosedBy = await WaitAsync(committed, _policy.Remaining(options()), batch, cancellationToken);
            }
        }

        Close(batch, damagedBefore);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void Close(RangedBatch batch, long damagedBefore)
    {
        batch.Range = batch.Range with { End = _reader.Address };
        batch.DamagedCount += _reader.DamagedRecords - damagedBefore;
        batch.RecordCount += _reader.DamagedRecords - damagedBefore;
        batch.Damage = _reader.TakeDamage();
        _closedThrough = batch.CoveredAddress;
    }

    private CloseReason ReadCommitted(RangedBatch batch, Func<BatchOptions> options)
    {
        var limits = options();
        var decision = BatchPolicy.DecideBySize(batch.Rows.RowCount + batch.Rows.SideCount, batch.Rows.RecordBytes, limits);
        while (decision == CloseReason.None && _reader.TryRead(out var record))
        {
            _policy.NoteRecord();
            Append(record, batch, _reader);
            decision = BatchPolicy.DecideBySize(batch.Rows.RowCount + batch.Rows.SideCount, batch.Rows.RecordBytes, limits);
        }

        _clock.Mark(batch);
        _wait = batch.Wait;
        return decision;
    }

    private CloseReason DecideAtEnd(long committed, BatchOptions options)
    {
        var flush = _flushes.FurthestAddress;
        return flush > _closedThrough && flush <= committed ? CloseReason.Flush : _policy.DecideByAge(options);
    }

    private async Task<CloseReason> WaitAsync(long committed, TimeSpan remaining, RangedBatch batch, CancellationToken cancellationToken)
    {
        // Kept until it completes: a wait that was given up at each wake-up would leave a trail of waiters in the log.
        _commit ??= _log.WaitForCommitAsync(committed, cancellationToken).AsTask();
        using var timers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_commit, _wake.WaitAsync(), Task.Delay(remaining, _time, timers.Token));
        if (_commit.IsCompletedSuccessfully && batch.RecordCount > 0)
        {
            await Task.WhenAny(_wake.WaitAsync(), Task.Delay(GatherTime, TimeProvider.System, timers.Token));
        }

        await timers.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();

        // A log that has failed can still be read: what was committed goes out first, and the next, empty batch meets the failure.
        if (_commit.IsFaulted && batch.RecordCount > 0)
        {
            return CloseReason.LogEnd;
        }

        if (_commit.IsCompleted)
        {
            await _commit;
            _commit = null;
        }

        return CloseReason.None;
    }

    /// <summary>Appends a record, or counts it as damaged: no record ever blocks those after it.</summary>
    internal static void Append(ReadOnlySpan<byte> record, RangedBatch batch, IEventLogReader reader)
    {
        batch.RecordCount += RecordDecoder.IsSide(record) ? 0 : 1;
        batch.IntactCount++;
        batch.Rows.RecordBytes += record.Length;
        if (!RecordDecoder.TryDecode(record, batch.Rows))
        {
            batch.DamagedCount++;
            reader.RefuseRecord();
        }
    }
}
