using Ingest.Core.Diagnostics;
using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>Keeps what <see cref="SinkState"/> shows, and feeds the metrics of a sink.</summary>
/// <remarks>Written by the worker, read by anybody. The count is exact: backlog at the start + appended since − passed since.</remarks>
internal sealed class SinkTracker
{
    private readonly BatchingContext _context;
    private readonly long _appendedBefore;
    private readonly long _startedAtMs;
    private readonly Lock _lock = new();
    private long _backlog;
    private long _passed;
    private long _address;
    private long _deliveringSinceMs;
    private long _canaryAtMs;
    private int _failures;
    private int _isolations;
    private string? _lastError;
    private DateTimeOffset? _lastSuccessAt;
    private string? _fault;
    private DateTimeOffset _endedAt;

    public SinkTracker(string sink, long address, BatchingContext context)
    {
        (Sink, _address, _context) = (sink, address, context);
        _appendedBefore = context.Tally.Appended;
        _canaryAtMs = _startedAtMs = context.Time.GetUtcNow().ToUnixTimeMilliseconds();
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
        lock (_lock)
        {
            _deliveringSinceMs = batch.FirstReceivedAtMs;
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

            // A canary of an earlier run tells how long the server was down, not whether it works.
            var canaryAtMs = batch.Rows.Canaries.LastSentAtMs;
            _canaryAtMs = canaryAtMs >= _startedAtMs ? canaryAtMs : _canaryAtMs;
            (_failures, _lastError, _lastSuccessAt) = (0, null, _context.Time.GetUtcNow());
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
            (_address, _deliveringSinceMs) = (batch.CoveredAddress, 0);
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
            (_fault, _endedAt) = (fault, _context.Time.GetUtcNow());
        }
    }

    /// <summary>The state now; <paramref name="openSinceMs"/> is that of the batch being filled.</summary>
    public SinkState Snapshot(long openSinceMs)
    {
        lock (_lock)
        {
            var undelivered = _backlog + _context.Tally.Appended - _appendedBefore - _passed;
            var bytes = _context.Log.CommittedUntilAddress - Math.Max(_address, _context.Log.BeginAddress);
            return new SinkState(
                Sink,
                Math.Max(0, undelivered),
                Math.Max(0, bytes),
                Age(_deliveringSinceMs != 0 ? _deliveringSinceMs : openSinceMs, undelivered),
                _failures,
                _lastError,
                _lastSuccessAt,
                _fault)
            {
                CanaryAt = DateTimeOffset.FromUnixTimeMilliseconds(_canaryAtMs),
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
    private TimeSpan Age(long sinceMs, long undelivered)
    {
        var since = sinceMs != 0 ? DateTimeOffset.FromUnixTimeMilliseconds(sinceMs)
            : _fault is not null && undelivered > 0 ? _endedAt
            : (DateTimeOffset?)null;
        var age = since is null ? TimeSpan.Zero : _context.Time.GetUtcNow() - since.Value;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

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
