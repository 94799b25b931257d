using Ingest.Core.Diagnostics;
using Ingest.Core.Faults;
using Ingest.Core.Log;
using Ingest.Core.Sinks;
using Microsoft.Extensions.Options;

namespace Ingest.Core.Batching;

/// <summary>Brings the log to one sink: owns its cursor, its two batches and its loop. A sink that is down delays no other.</summary>
/// <remarks>
/// While one batch is delivered the next is filled, so that an event waits for its batch's age and one delivery, not for two.
/// Memory is bounded by two batches; when the second is full, reading waits.
/// </remarks>
public sealed class SinkWorker : IAsyncDisposable
{
    private readonly ISink _sink;
    private readonly BatchingContext _context;
    private readonly FlushRequests _flushes = new();
    private readonly Signal _wake = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SinkCursor _start;
    private readonly SinkTracker _tracker;
    private readonly BatchReader _reader;
    private readonly BatchDelivery _delivery;
    private readonly long _backlogUntil;
    private readonly IDisposable? _optionsChange;
    private readonly IDisposable _gauges;
    private volatile BatchOptions _options;
    private RangedBatch _filling = new();
    private RangedBatch _delivering = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Opens the sink's cursor and the log at it. Done before the first record of this run is appended, so that the counts are exact.</summary>
    /// <exception cref="EventLogException">The cursor file is damaged, belongs to another log, or points outside of this one: a reason not to start.</exception>
    public SinkWorker(ISink sink, IOptionsMonitor<BatchOptions> options, BatchingContext context)
    {
        (_sink, _context) = (sink, context);
        (var file, _start) = context.Cursors.Open(sink.Name);
        _backlogUntil = context.Log.CommittedUntilAddress;
        var clock = new BatchClock(context.Time, _backlogUntil);
        _tracker = new SinkTracker(sink.Name, _start.Address, clock, context);
        _reader = new BatchReader(context, clock, _start.HasPending ? _start.PendingEnd : _start.Address, _flushes, _wake);

        // Listens first, so that no change falls between.
        _optionsChange = options.OnChange(Apply);
        _options = options.CurrentValue;
        _delivery = new BatchDelivery(sink, file, _tracker, () => _options, context);
        _gauges = SinkGauges.Add(() => State);
    }

    /// <summary>Name of the sink.</summary>
    public string Name => _sink.Name;

    /// <summary>How the sink is doing.</summary>
    public SinkState State => _tracker.Snapshot(_reader.Wait) with { BatchAgeMax = _options.AgeMax, DeliveryTimeout = _options.DeliveryTimeout };

    /// <summary>Starts the loop.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>
    /// Closes the open batch now and waits until everything that was committed before the call is in the sink or set aside; a failing sink is tried again
    /// at once. False: the worker has ended first. Give up with the token: the log keeps what is left.
    /// </summary>
    public Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        var done = _flushes.WaitAsync(_context.Log.CommittedUntilAddress);
        _wake.Set();
        _delivery.RetryNow();
        return done.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the loop. A delivery under way is given up; its range stays on disk and is the first that the next start sends.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    /// <summary>Stops the loop and closes the reader.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _gauges.Dispose();
        _optionsChange?.Dispose();
        _reader.Dispose();
        _context.Cursors.Close(_sink.Name);
        _stop.Dispose();
    }

    private void Apply(BatchOptions options, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            _options = options;
            _wake.Set();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await RecoverAsync();
            await LoopAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to stop: what is undelivered is in the log, and a range that was being sent is in the cursor file.
            _tracker.End("stopped");
        }
        catch (Exception fault)
        {
            SinkWorkerLog.Ended(_context.Logger, fault, _sink.Name);
            _tracker.End(fault.Message);
            _context.Health.Fail($"sink {_sink.Name}", fault.Message);
        }
        finally
        {
            _flushes.SetEnded();
        }
    }

    private async Task RecoverAsync()
    {
        var backlog = Backlog.Count(_context.Log, _start.Address, _backlogUntil, _stop.Token);
        _tracker.SetBacklog(backlog);
        SinkWorkerLog.Started(_context.Logger, _sink.Name, _start.Address, backlog);
        Failpoint.Hit(FailpointName.RecoverSink);
        if (_start.HasPending)
        {
            SinkWorkerLog.PendingSentAgain(_context.Logger, _sink.Name, _start.Pending);
            PendingRange.Read(_context.Log, _start.Pending, _delivering, CloseReason.Recovery);
            await DeliverAsync(_delivering, _stop.Token);
        }

        _flushes.SetDelivered(_start.HasPending ? _start.PendingEnd : _start.Address);
    }

    private async Task LoopAsync()
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var delivered = Task.CompletedTask;
        try
        {
            while (true)
            {
                await _reader.FillAsync(_filling, () => _options, failed.Token);
                await delivered;
                (_filling, _delivering) = (_delivering, _filling);
                delivered = DeliverOrCancelAsync(_delivering, failed);
            }
        }
        finally
        {
            // Its failure is the cause of the cancelled fill, and is thrown in its place.
            await delivered;
        }
    }

    // A delivery that throws must end the filling of the next batch, which may otherwise wait for events for hours.
    private async Task DeliverOrCancelAsync(RangedBatch batch, CancellationTokenSource failed)
    {
        try
        {
            await DeliverAsync(batch, failed.Token);
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }

    private async Task DeliverAsync(RangedBatch batch, CancellationToken cancellationToken)
    {
        await _delivery.DeliverAsync(batch, cancellationToken);
        _flushes.SetDelivered(batch.CoveredAddress);
    }
}
