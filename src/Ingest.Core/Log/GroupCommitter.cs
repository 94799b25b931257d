using Ingest.Core.Diagnostics;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Faults;
using Ingest.Core.Intake;
using Ingest.Core.Threads;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Log;

/// <summary>
/// Owns the loop that commits the log. Workers enlist requests whose records they have appended; while one commit is on its way to disk
/// the others gather, and the next commit takes them all. After a failed commit it opens the log again, as often as it takes. Thread-safe.
/// </summary>
/// <remarks>Hot path: no allocation per event. A request enlisted belongs to the committer until it is completed.</remarks>
public sealed partial class GroupCommitter : IAsyncDisposable
{
    private const string Stage = "commit";

    // How soon a truncation frees the disk of a quiet log, a full log is tried again and the gauges are renewed.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReopenDelayMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReopenDelayMax = TimeSpan.FromSeconds(30);

    [ThreadStatic]
    private static bool _isCurrentThread;

    private readonly IEventLog _log;
    private readonly LogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<GroupCommitter> _logger;
    private readonly Lock _gate = new();
    private readonly Lock _checking = new();
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CommitMetrics _metrics = new();
    private readonly CommitPace _pace;
    private readonly IDisposable _gauges;
    private readonly ITimer _timer;

    // Under _gate. The loop swaps the two lists, and has _committing for itself.
    private List<IntakeRequest> _gathering = [];
    private List<IntakeRequest> _committing = [];
    private RejectionReason _closed;

    private Action<int>? _onLost;
    private volatile Exception? _failure;
    private Task _loop = Task.CompletedTask;

    /// <summary>Commits a log, which must outlive the committer.</summary>
    public GroupCommitter(IEventLog log, LogOptions options, TimeProvider time, ILogger<GroupCommitter> logger)
    {
        (_log, _options, _time, _logger, _pace) = (log, options, time, logger, new CommitPace(time));
        _gauges = LogGauges.Add(() => log.State);
        _timer = time.CreateTimer(_ => CheckDisk(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts the events of the requests that fail; null counts none.</summary>
    public DropLedger? Drops { get; init; }

    /// <summary>What made the last commit fail; null while they succeed. Readiness is off meanwhile.</summary>
    public Exception? Failure => _failure;

    /// <summary>True from a failed commit on until the log is open again.</summary>
    public bool Failed => _failure is not null;

    /// <summary>True on a thread that commits, and replies to what it has committed: what runs there keeps every other request waiting.</summary>
    public static bool IsCurrentThread => _isCurrentThread;

    /// <summary>Starts the loop. Once.</summary>
    public void Start()
    {
        // A thread of its own: in the pool each step of a commit would wait behind the requests that wait for it.
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _timer.Change(CheckInterval, CheckInterval);
    }

    /// <summary>
    /// Takes a request whose records were appended, and completes it when they are on disk; with <see cref="Durability.Memory"/> at once.
    /// After a failed commit it is completed as <see cref="RejectionReason.LogUnavailable"/>, after the stop as <see cref="RejectionReason.Stopping"/>.
    /// </summary>
    public void Enlist(IntakeRequest request)
    {
        // Nothing was appended, or a commit begun after the append has finished already. The epoch is read after the address, which
        // therefore is of the same epoch or an older one.
        if (request.CommitAddress <= _log.CommittedUntilAddress && request.LogEpoch == _log.Epoch)
        {
            request.Complete();
            return;
        }

        var reason = Gather(request);
        if (reason != RejectionReason.None)
        {
            Reject(request, reason);
        }
        else if (_options.Durability == Durability.Memory)
        {
            request.Complete();
        }
    }

    /// <summary>Commits what is enlisted and appended, then ends the loop. What is enlisted later is rejected.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _wake.Set();
        await _loop.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await _timer.DisposeAsync();
        _gauges.Dispose();
        _stop.Dispose();
    }

    /// <summary>Names who is told how many appended records a failed commit has lost.</summary>
    internal void OnLost(Action<int> lost) => _onLost += lost;

    private RejectionReason Gather(IntakeRequest request)
    {
        lock (_gate)
        {
            if (_closed == RejectionReason.None && request.LogEpoch != _log.Epoch)
            {
                return RejectionReason.LogUnavailable;
            }

            if (_closed == RejectionReason.None && _options.Durability == Durability.Disk)
            {
                _gathering.Add(request);
                if (_gathering.Count == 1)
                {
                    _wake.Set();
                }
            }

            return _closed;
        }
    }

    private void Run()
    {
        _isCurrentThread = true;
        GoFirst();
        bool stopping;
        do
        {
            AwaitWork();

            // Read before the swap: what was enlisted before the stop is in the list that is swapped in.
            stopping = _stop.IsCancellationRequested;
            Swap(close: stopping);
            if (!TryCommit())
            {
                Reopen();
            }
        }
        while (!stopping);
    }

    // Every reply waits for this thread: each time that it wakes behind threads which have just begun, all of them are late.
    private void GoFirst()
    {
        if (_options.Durability == Durability.Disk && !UrgentThread.TryEnter())
        {
            Log.NotUrgent(_logger, UrgentThread.Nice);
        }
    }

    private void AwaitWork()
    {
        if (_options.Durability == Durability.Disk)
        {
            _wake.Wait();
            if (_pace.Left is var left && left > TimeSpan.Zero)
            {
                // Not by a timer of the pool, whose threads are what is busy.
                _stop.Token.WaitHandle.WaitOne(left);
            }
        }
        else
        {
            Pause(_options.CommitIntervalMax);
        }
    }

    private void Pause(TimeSpan delay) =>
        Task.Delay(delay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();

    private void Swap(bool close)
    {
        lock (_gate)
        {
            (_gathering, _committing) = (_committing, _gathering);
            _closed = close ? RejectionReason.Stopping : _closed;
        }
    }

    private bool TryCommit()
    {
        var begun = _time.GetTimestamp();
        _pace.NoteBegun(_committing.Count);
        try
        {
            _log.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }

        Failpoint.Hit(FailpointName.CommitBeforeReply);
        _metrics.Add(_committing, _time.GetElapsedTime(begun));
        Reply();
        return true;
    }

    // Here, from each completion through its reply to the socket: a thread that is woken for it costs more than it brings, and those of the pool
    // may have other things to do (docs/decisions/0033-socket-threads.md).
    private void Reply()
    {
        foreach (var request in _committing)
        {
            try
            {
                request.CompleteCommitted();
            }
            catch (Exception fault)
            {
                Log.NotReplied(_logger, fault);
            }
        }

        _committing.Clear();
    }

    // A failed commit is never tried again: what it did not put on disk is dropped, its requests are refused, and the log is read anew.
    private void Reopen()
    {
        var delay = ReopenDelayMin;
        while (!_stop.IsCancellationRequested)
        {
            Pause(delay);
            delay = delay * 2 < ReopenDelayMax ? delay * 2 : ReopenDelayMax;
            try
            {
                _log.ReopenAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
                GoOn();
                return;
            }
            catch (Exception exception) when (exception is EventLogException or OperationCanceledException)
            {
                Log.NotReopened(_logger, delay, exception.Message);
            }
        }
    }

    private void GoOn()
    {
        lock (_gate)
        {
            _closed = RejectionReason.None;
        }

        _failure = null;
        Log.Reopened(_logger);
    }

    // One at a time: a disk that hangs must not gather threads.
    private void CheckDisk()
    {
        if (_checking.TryEnter())
        {
            try
            {
                if (_log.CheckDisk() && !Failed)
                {
                    _wake.Set();
                }
            }
            finally
            {
                _checking.Exit();
            }
        }
    }

    private void Fail(Exception exception)
    {
        _failure = exception;
        lock (_gate)
        {
            _closed = RejectionReason.LogUnavailable;
        }

        // No lock: the lists change hands under it, and nobody adds to them any more.
        Log.CommitFailed(_logger, _committing.Count + _gathering.Count, exception);
        _committing.ForEach(request => Reject(request, RejectionReason.LogUnavailable));
        _gathering.ForEach(request => Reject(request, RejectionReason.LogUnavailable));
        _committing.Clear();
        _gathering.Clear();
    }

    // What was refused before has been counted where it was.
    private void Reject(IntakeRequest request, RejectionReason reason)
    {
        for (var i = 0; i < request.Count && request.Origin == RequestOrigin.Client; i++)
        {
            if (request.Result(i).Reason == RejectionReason.None)
            {
                Drops?.Count(request.Payload(i).SourceId, Stage, reason);
            }
        }

        _onLost?.Invoke(CommitMetrics.CountRecords(request));
        request.Fail(reason);
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Critical,
            Message = "The log could not be committed; {Requests} waiting requests are rejected, and so is everything until the disk works again. Check the disk of Log:Path")]
        public static partial void CommitFailed(ILogger logger, int requests, Exception exception);

        [LoggerMessage(Level = LogLevel.Critical, Message = "A request was committed and could not be answered: a fault of the server")]
        public static partial void NotReplied(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Information, Message = "Commits have no priority over other threads: the system does not permit nice {Nice} (docs/operating.md, Priority of commits)")]
        public static partial void NotUrgent(ILogger logger, int nice);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The log cannot be opened again yet, next try in {Delay}: {Fault}")]
        public static partial void NotReopened(ILogger logger, TimeSpan delay, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The log is open again with everything that was acknowledged, and takes events")]
        public static partial void Reopened(ILogger logger);
    }
}
