using Ingest.Core.Faults;
using Ingest.Core.Intake;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Log;

/// <summary>
/// Owns the loop that commits the log. Workers enlist requests whose records they have appended; while one commit is on its way to disk
/// the others gather, and the next commit takes them all. Thread-safe.
/// </summary>
/// <remarks>Hot path: no allocation per event. A request enlisted belongs to the committer until it is completed.</remarks>
public sealed partial class GroupCommitter(IEventLog log, LogOptions options, TimeProvider time, ILogger<GroupCommitter> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CommitMetrics _metrics = new();

    // Under _gate. The loop swaps the two lists, and has _committing for itself.
    private List<IntakeRequest> _gathering = [];
    private List<IntakeRequest> _committing = [];
    private RejectionReason _closed;

    private volatile Exception? _failure;
    private Task _loop = Task.CompletedTask;

    /// <summary>What ended the committing; null while it works. Readiness turns off on it.</summary>
    public Exception? Failure => _failure;

    /// <summary>True once a commit has failed: nothing more will be stored until a restart.</summary>
    public bool Failed => _failure is not null;

    /// <summary>Starts the loop. Once.</summary>
    public void Start() => _loop = options.Durability == Durability.Disk
        ? Task.Run(CommitEnlistedAsync)
        : Task.Run(CommitAtIntervalsAsync);

    /// <summary>
    /// Takes a request whose records were appended, and completes it when they are on disk; with <see cref="Durability.Memory"/> at once.
    /// After a failed commit it is completed as <see cref="RejectionReason.LogUnavailable"/>, after the stop as <see cref="RejectionReason.Stopping"/>.
    /// </summary>
    public void Enlist(IntakeRequest request)
    {
        // Nothing was appended, or a commit begun after the append has finished already.
        if (request.CommitAddress <= log.CommittedUntilAddress)
        {
            request.Complete();
            return;
        }

        var reason = Gather(request);
        if (reason != RejectionReason.None)
        {
            request.Fail(reason);
        }
        else if (options.Durability == Durability.Memory)
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
        _stop.Dispose();
    }

    private RejectionReason Gather(IntakeRequest request)
    {
        lock (_gate)
        {
            if (_closed == RejectionReason.None && options.Durability == Durability.Disk)
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

    private async Task CommitEnlistedAsync()
    {
        bool stopping;
        do
        {
            await _wake.WaitAsync();

            // Read before the swap: what was enlisted before the stop is in the list that is swapped in.
            stopping = _stop.IsCancellationRequested;
            Swap(close: stopping);
        }
        while (await TryCommitAsync() && !stopping);
    }

    private async Task CommitAtIntervalsAsync()
    {
        bool stopping;
        do
        {
            await Task.Delay(options.CommitIntervalMax, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopping = _stop.IsCancellationRequested;
            Swap(close: stopping);
        }
        while (await TryCommitAsync() && !stopping);
    }

    private void Swap(bool close)
    {
        lock (_gate)
        {
            (_gathering, _committing) = (_committing, _gathering);
            _closed = close ? RejectionReason.Stopping : _closed;
        }
    }

    private async ValueTask<bool> TryCommitAsync()
    {
        var begun = time.GetTimestamp();
        try
        {
            await log.CommitAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }

        Failpoint.Hit(FailpointName.CommitBeforeReply);
        _metrics.Add(_committing, time.GetElapsedTime(begun));
        foreach (var request in _committing)
        {
            request.Complete();
        }

        _committing.Clear();
        return true;
    }

    private void Fail(Exception exception)
    {
        _failure = exception;
        lock (_gate)
        {
            _closed = RejectionReason.LogUnavailable;
        }

        // No lock: the lists change hands under it, and nobody adds to them any more.
        Log.CommitFailed(logger, _committing.Count + _gathering.Count, exception);
        _committing.ForEach(request => request.Fail(RejectionReason.LogUnavailable));
        _gathering.ForEach(request => request.Fail(RejectionReason.LogUnavailable));
        _committing.Clear();
        _gathering.Clear();
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Critical,
            Message = "The log could not be committed; {Requests} waiting requests are rejected, and so is everything until a restart. Check the disk, then restart")]
        public static partial void CommitFailed(ILogger logger, int requests, Exception exception);
    }
}
