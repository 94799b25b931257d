using Ingest.Core.Diagnostics;
using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>Keeps what <see cref="SinkState"/> shows, and feeds the metrics of a sink.</summary>
/// <remarks>Written by the worker, read by anybody. The count is exact: backlog at the start + appended since − passed since.</remarks>
internal sealed class SinkTracker
{
    private readonly BatchingContext _context;
    private readonly long _appendedBefore;
    private readonly BatchClock _clock;
    private readonly Lock _lock = new();
    private long _backlog;
    private long _passed;
    private long _address;
    private long _canarySentAt;
    private long _succeededAt;
    private BatchWait? _delivering;
    private BatchWait? _ended;
    private int _failures;
    private int _isolations;
    private string? _lastError;
    private string? _fault;

    public SinkTracker(string sink, long address, BatchClock clock, BatchingContext context)
    {
        (Sink, _address, _clock, _context) = (sink, address, clock, context);
        _appendedBefore = context.Tally.Appended;
        _canarySentAt = _succeededAt = clock.StartedAt;
    }

    /// <summary>Name of the sink.</summary>
    public string Sink { get; }

    /// <summary>Notes what earlier runs have left.</summary>
    public void SetBacklog(long records)
    {
        lock (_lock)
        {
            _backlog = records;
        }
    }

    /// <summary>Notes that a batch is being delivered.</summary>
    public void Begin(RangedBatch batch)
    {
        // What is read again from the log has not been marked.
        _clock.Mark(batch);
        lock (_lock)
        {
            _delivering = batch.Wait;
        }
    }

    /// <summary>Notes one failed delivery and returns how many there have been in a row.</summary>
    public int Fail(string error)
    {
        IngestMeter.DeliveriesFailed.Add(1, Label);
        lock (_lock)
        {
            _lastError = error;
            return ++_failures;
        }
    }

    /// <summary>Notes that the sink has taken a batch and returns how many deliveries had failed before.</summary>
    public int Succeed(RangedBatch batch)
    {
        IngestMeter.BatchesDelivered.Add(1, Label, new("closed_by", Name(batch.ClosedBy)));
        IngestMeter.EventsDelivered.Add(batch.Rows.RowCount, Label);
        lock (_lock)
        {
            var failures = _failures;
            _canarySentAt = batch.LastCanary.SentAtMs == 0 ? _canarySentAt : Math.Max(_canarySentAt, batch.LastCanary.SentAt);
            (_failures, _lastError, _succeededAt) = (0, null, _context.Time.GetTimestamp());
            return failures;
        }
    }

    /// <summary>Notes that a record was set aside: its refusal is not a failure that goes on.</summary>
    public void SetAside()
    {
        lock (_lock)
        {
            (_failures, _lastError) = (0, null);
        }
    }

    /// <summary>Notes that the cursor has passed a batch.</summary>
    public void Pass(RangedBatch batch)
    {
        if (batch.DamagedCount > 0)
        {
            IngestMeter.RecordsDamaged.Add(batch.DamagedCount, Label);
        }

        lock (_lock)
        {
            _passed += batch.RecordCount;
            (_address, _delivering) = (batch.CoveredAddress, null);
        }
    }

    /// <summary>Notes that refused records are being looked for in a range, until the result is disposed. May be nested.</summary>
    public IDisposable BeginIsolation(LogRange range)
    {
        Isolate(1);
        SinkWorkerLog.Isolating(_context.Logger, Sink, range);
        return new Isolation(this);
    }

    /// <summary>Notes the duration of a delivery.</summary>
    public void NoteDuration(TimeSpan duration) => IngestMeter.DeliverySeconds.Record(duration.TotalSeconds, Label);

    /// <summary>Notes that the worker has ended for good.</summary>
    public void End(string fault)
    {
        lock (_lock)
        {
            (_fault, _ended) = (fault, _clock.WaitFromNow());
        }
    }

    /// <summary>The state now; <paramref name="open"/> is the wait of the batch being filled.</summary>
    public SinkState Snapshot(BatchWait? open)
    {
        lock (_lock)
        {
            var undelivered = _backlog + _context.Tally.Appended - _appendedBefore - _passed;
            var bytes = _context.Log.CommittedUntilAddress - Math.Max(_address, _context.Log.BeginAddress);
            var wait = WaitOf(open, undelivered);
            return new SinkState(
                Sink,
                Math.Max(0, undelivered),
                Math.Max(0, bytes),
                wait is null ? TimeSpan.Zero : _context.Time.GetElapsedTime(wait.TakenAt),
                _failures,
                _lastError,
                _fault)
            {
                WaitingFor = wait is null ? TimeSpan.Zero : _context.Time.GetElapsedTime(wait.ReadAt),
                SinceSuccess = _context.Time.GetElapsedTime(_succeededAt),
                CanaryAge = _context.Time.GetElapsedTime(_canarySentAt),
                IsIsolating = _isolations > 0,
                QuarantinedRecords = _context.Quarantine.Counts.GetValueOrDefault(Sink),
            };
        }
    }

    private void Isolate(int change)
    {
        lock (_lock)
        {
            _isolations += change;
        }
    }

    private KeyValuePair<string, object?> Label => new("sink", Sink);

    // A worker that has ended reads no event's time any more: what it has left is at least as old as its end.
    private BatchWait? WaitOf(BatchWait? open, long undelivered) => _delivering ?? open ?? (undelivered > 0 ? _ended : null);

    private static string Name(CloseReason reason) => reason switch
    {
        CloseReason.Rows => "rows",
        CloseReason.Bytes => "bytes",
        CloseReason.Age => "age",
        CloseReason.Flush => "flush",
        CloseReason.Recovery => "recovery",
        CloseReason.Isolation => "isolation",
        CloseReason.LogEnd => "log_end",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A delivered batch was closed by something."),
    };

    private sealed class Isolation(SinkTracker tracker) : IDisposable
    {
        public void Dispose() => tracker.Isolate(-1);
    }
}
