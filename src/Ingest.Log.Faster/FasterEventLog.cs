using FASTER.core;
using Ingest.Core.Faults;
using Ingest.Core.Log;
using Microsoft.Extensions.Logging;

namespace Ingest.Log.Faster;

/// <summary>The log on disk, on FASTER's log. docs/log-format.md describes its files, docs/decisions/0001-faster-log.md why it is so.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed partial class FasterEventLog : IEventLog
{
    // FASTER's header of a record: checksum and length.
    private const int HeaderBytes = 12;

    private readonly CommitBroadcast _broadcast = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LogFolder _folder;
    private readonly LogIdentity _identity;
    private readonly CommitSlots _slots;
    private readonly SegmentDevice _device;
    private readonly FasterLog _log;
    private bool _isDisposed;

    private FasterEventLog(LogFolder folder, LogOptions options)
    {
        _folder = folder;
        _identity = folder.OpenOrCreate(options);
        _slots = new CommitSlots(folder.CommitsPath, Fail);
        try
        {
            folder.Reconcile(_slots.Latest, _identity.SegmentBytes);
            Failpoint.Hit(FailpointName.RecoverLog);
            _device = new SegmentDevice(folder.SegmentPrefix, Fail);
            _log = new FasterLog(Settings(options));
            Recover();
            RecoveredUntil = _log.TailAddress;
        }
        catch (Exception)
        {
            _device?.Dispose();
            _log?.Dispose();
            _slots.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Guid LogId => _identity.Id;

    /// <inheritdoc/>
    public long BeginAddress => _log.BeginAddress;

    /// <inheritdoc/>
    public long CommittedUntilAddress => Volatile.Read(ref _log.CommittedUntilAddress);

    /// <inheritdoc/>
    public long TailAddress => _log.TailAddress;

    /// <inheritdoc/>
    public int RecordBytesMax => _identity.PageBytes - HeaderBytes - (int)LogFolder.FirstAddress;

    /// <summary>What lies before was left by an earlier process, and is read from disk.</summary>
    internal long RecoveredUntil { get; }

    internal int PageBytes => _identity.PageBytes;

    internal SegmentDevice Device => _device;

    internal CommitSlots Slots => _slots;

    /// <summary>Opens the log of a folder, or makes a new one in an empty folder. Everything committed is there; what was not is gone.</summary>
    /// <exception cref="EventLogException">
    /// The folder is in use, or the log in it cannot be read and <see cref="LogOptions.StartFreshWhenUnreadable"/> is off.
    /// </exception>
    public static FasterEventLog Open(LogOptions options, TimeProvider time, ILogger<FasterEventLog> logger)
    {
        var folder = LogFolder.Lock(options.Path);
        try
        {
            return Open(folder, options, time, logger);
        }
        catch (Exception)
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryAppend(ReadOnlySpan<byte> record, out long endAddress)
    {
        RecordSize.Check(record.Length, RecordBytesMax);
        var wait = default(SpinWait);
        while (_broadcast.End is null)
        {
            try
            {
                if (_log.TryEnqueue(record, out var address))
                {
                    endAddress = address + HeaderBytes + ((record.Length + 3) & ~3);
                    return true;
                }
            }
            catch (CommitFailureException exception)
            {
                Fail(exception);
                break;
            }

            // The memory is full of pages on their way to disk.
            wait.SpinOnce();
        }

        endAddress = 0;
        return false;
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        try
        {
            // FASTER never finishes a commit whose metadata could not be written: the failure is what is waited for beside it.
            var commit = _log.CommitAsync(cancellationToken).AsTask();
            await Task.WhenAny(commit, _failed.Task);
            ThrowIfEnded();
            await commit;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or EventLogException))
        {
            Fail(exception);
            ThrowIfEnded();
        }

        _broadcast.Committed();
    }

    /// <inheritdoc/>
    public ValueTask WaitForCommitAsync(long beyondAddress, CancellationToken cancellationToken) =>
        _broadcast.WaitAsync(() => CommittedUntilAddress, beyondAddress, cancellationToken);

    /// <inheritdoc/>
    public IEventLogReader OpenReader(long fromAddress)
    {
        ReaderRange.Check(fromAddress, BeginAddress, CommittedUntilAddress);
        return new FasterLogReader(this, _log, fromAddress == 0 ? BeginAddress : fromAddress);
    }

    /// <inheritdoc/>
    public void Truncate(long beforeAddress) => _log.TruncateUntil(Math.Min(beforeAddress, CommittedUntilAddress));

    /// <summary>Closes the files. What was not committed is lost; readers must have been disposed before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _broadcast.Ended(new EventLogException("The log is closed."));

            // Writes under way read the memory that the log gives back.
            await _device.CloseAsync();
            _log.Dispose();
            _device.Dispose();
            _slots.Dispose();
            _folder.Dispose();
        }
    }

    private static FasterEventLog Open(LogFolder folder, LogOptions options, TimeProvider time, ILogger logger)
    {
        try
        {
            return Opened(new FasterEventLog(folder, options), logger);
        }
        catch (EventLogException exception) when (options.StartFreshWhenUnreadable)
        {
            var aside = folder.SetAside(time);
            Log.SetAside(logger, aside, exception);
            return Opened(new FasterEventLog(folder, options), logger);
        }
    }

    private static FasterEventLog Opened(FasterEventLog log, ILogger logger)
    {
        Log.Opened(logger, log.LogId, log.BeginAddress, log.CommittedUntilAddress);
        return log;
    }

    private FasterLogSettings Settings(LogOptions options) => new()
    {
        LogDevice = _device,
        LogCommitManager = _slots,
        LogChecksum = LogChecksumType.PerEntry,
        PageSize = _identity.PageBytes,
        SegmentSize = _identity.SegmentBytes,
        MemorySize = Math.Max(options.MemoryBytes, 4L * _identity.PageBytes),

        // The constructor would swallow what goes wrong and go on with an empty log.
        TryRecoverLatest = false,
        FastCommitMode = false,
        AutoCommit = false,
        TolerateDeviceFailure = false,
    };

    private void Recover()
    {
        var latest = _slots.Latest;
        if (latest.Number == 0)
        {
            return;
        }

        try
        {
            _log.Recover(latest.Number);
        }
        catch (Exception exception) when (exception is FasterException or IOException)
        {
            throw new EventLogException($"The log that is committed until {latest.UntilAddress} cannot be read: {exception.Message} {LogFolder.Remedy}", exception);
        }

        if (_log.BeginAddress != latest.BeginAddress || _log.CommittedUntilAddress != latest.UntilAddress || _log.TailAddress != latest.UntilAddress)
        {
            throw new EventLogException(
                $"The log is committed from {latest.BeginAddress} to {latest.UntilAddress}, but was recovered from {_log.BeginAddress} "
                + $"to {_log.CommittedUntilAddress}. {LogFolder.Remedy}");
        }
    }

    private void Fail(Exception exception)
    {
        _broadcast.Ended(new EventLogException(
            $"The log could not be written: {exception.Message} It takes nothing more; check the disk of Log:Path, then restart.", exception));
        _failed.TrySetResult();
    }

    private void ThrowIfEnded()
    {
        if (_broadcast.End is { } end)
        {
            throw end;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The log {LogId} holds addresses {Begin} to {Until}")]
        public static partial void Opened(ILogger logger, Guid logId, long begin, long until);

        [LoggerMessage(Level = LogLevel.Error, Message = "The log could not be read and is set aside in {Folder}; a new log is started, as Log:StartFreshWhenUnreadable says")]
        public static partial void SetAside(ILogger logger, string folder, Exception exception);
    }
}
