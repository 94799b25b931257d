using FASTER.core;
using Ingest.Core.Faults;
using Ingest.Core.Log;
using Microsoft.Extensions.Logging;

namespace Ingest.Log.Faster;

/// <summary>
/// The log on disk, on FASTER's log. docs/log-format.md describes its files, docs/decisions/0001-faster-log.md why it is so,
/// docs/decisions/0016-bounded-log.md what it does when the disk is full or fails.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed partial class FasterEventLog : IEventLog
{
    // FASTER's header of a record: checksum and length.
    private const int HeaderBytes = 12;

    // Of the memory, the page that is being filled and one for those who append at this moment.
    private const int PagesAhead = 2;

    // Room is taken in steps: 16 MiB of the default pages, some 40,000 events for one call of the file system.
    private const int StepPages = 4;

    private readonly CommitBroadcast _broadcast = new();
    private readonly LogFolder _folder;
    private readonly LogOptions _options;
    private readonly LogIdentity _identity;
    private readonly DeviceEvents _events;
    private readonly LogRoom _room;
    private readonly long _lateBytes;
    private volatile FasterRun _run;
    private Action<long>? _dropped;
    private int _epoch;
    private bool _isDisposed;

    private FasterEventLog(LogFolder folder, LogOptions options, TimeProvider time, ILogger logger)
    {
        (_folder, _options) = (folder, options);
        _identity = folder.OpenOrCreate(options);
        CheckMaxBytes();
        _lateBytes = FasterRun.MemoryBytes(options, _identity) - (PagesAhead * (long)_identity.PageBytes);
        _room = new LogRoom(options, Math.Min((long)StepPages * _identity.PageBytes, _identity.SegmentBytes), time);
        _events = new DeviceEvents(_ => { }, _room.Free, fault => Log.SegmentKept(logger, fault.Message));
        _run = Open(failed => CommitSlots.Open(folder.CommitsPath, Complete, failed));

        CommitSlot Complete(CommitSlot good)
        {
            var completed = SlotCompletion.Complete(good, folder, _identity);
            Log.SlotDamaged(logger, folder.CommitsPath, good.UntilAddress, completed.UntilAddress);
            return completed;
        }
    }

    /// <inheritdoc/>
    public Guid LogId => _identity.Id;

    /// <inheritdoc/>
    public long BeginAddress => _run.Faster.BeginAddress;

    /// <inheritdoc/>
    public long CommittedUntilAddress => Volatile.Read(ref _run.Faster.CommittedUntilAddress);

    /// <inheritdoc/>
    public long TailAddress => _run.Faster.TailAddress;

    /// <inheritdoc/>
    public int RecordBytesMax => _identity.PageBytes - HeaderBytes - (int)LogFolder.FirstAddress;

    /// <inheritdoc/>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <inheritdoc/>
    public bool IsBehind => TailAddress - CommittedUntilAddress > _lateBytes;

    /// <inheritdoc/>
    public LogState State => _room.State(_run.Failure?.Message);

    internal int PageBytes => _identity.PageBytes;

    internal FasterRun Run => _run;

    internal SegmentDevice Device => _run.Device;

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
        var framed = HeaderBytes + ((record.Length + 3) & ~3);
        var run = _run;
        var wait = default(SpinWait);
        endAddress = 0;

        // A page more than the record: for the end of a page that it does not fit into, and for those who append at this moment.
        var until = run.Faster.TailAddress + framed + _identity.PageBytes;
        while (run.Failure is null && _broadcast.End is null && (until <= _room.GrantedUntil || _room.TryGrant(until)))
        {
            if (TryEnqueue(run, record, out var address))
            {
                endAddress = address + framed;
                return true;
            }

            // The memory is full of pages on their way to disk.
            wait.SpinOnce();
        }

        return false;
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var run = _run;
        ThrowIfEnded(run);
        try
        {
            run.Commit();
        }
        catch (Exception exception) when (exception is not EventLogException)
        {
            run.Fail(exception);
            ThrowIfEnded(run);
        }

        _broadcast.Committed();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask ReopenAsync(CancellationToken cancellationToken)
    {
        var failed = _run;
        if (failed.Failure is null || _broadcast.End is not null)
        {
            return;
        }

        // Memory and files of the failed run stay with those who still read or append there, and go with the last of them.
        await failed.CloseAsync();
        cancellationToken.ThrowIfCancellationRequested();
        var run = Reopen(failed.Committed);
        run.Faster.TruncateUntil(failed.Faster.BeginAddress);
        _dropped?.Invoke(run.RecoveredUntil);
        _run = run;
        Interlocked.Increment(ref _epoch);
        _broadcast.Committed();
    }

    /// <inheritdoc/>
    public void OnDropped(Action<long> dropped) => _dropped += dropped;

    /// <inheritdoc/>
    public bool CheckDisk()
    {
        _room.Refresh();
        var run = _run;
        return run.Failure is not null
            || run.Faster.BeginAddress / _identity.SegmentBytes > run.Committed.BeginAddress / _identity.SegmentBytes;
    }

    /// <inheritdoc/>
    public ValueTask WaitForCommitAsync(long beyondAddress, CancellationToken cancellationToken) =>
        _broadcast.WaitAsync(() => CommittedUntilAddress, beyondAddress, cancellationToken);

    /// <inheritdoc/>
    public IEventLogReader OpenReader(long fromAddress)
    {
        ReaderRange.Check(fromAddress, BeginAddress, CommittedUntilAddress);
        return new FasterLogReader(this, fromAddress == 0 ? BeginAddress : fromAddress);
    }

    /// <inheritdoc/>
    public void Truncate(long beforeAddress) => _run.Faster.TruncateUntil(Math.Min(beforeAddress, CommittedUntilAddress));

    /// <summary>Closes the files. What was not committed is lost; readers must have been disposed before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _broadcast.Ended(new EventLogException("The log is closed."));
            await _run.CloseAsync();
            _run.Dispose();
            _folder.Dispose();
        }
    }

    private static FasterEventLog Open(LogFolder folder, LogOptions options, TimeProvider time, ILogger logger)
    {
        try
        {
            return Opened(new FasterEventLog(folder, options, time, logger), logger);
        }
        catch (EventLogException exception) when (options.StartFreshWhenUnreadable)
        {
            var aside = folder.SetAside(time);
            Log.SetAside(logger, aside, exception);
            return Opened(new FasterEventLog(folder, options, time, logger), logger);
        }
    }

    private static FasterEventLog Opened(FasterEventLog log, ILogger logger)
    {
        Log.Opened(logger, log.LogId, log.BeginAddress, log.CommittedUntilAddress);
        return log;
    }

    private static bool TryEnqueue(FasterRun run, ReadOnlySpan<byte> record, out long address)
    {
        try
        {
            return run.Faster.TryEnqueue(record, out address);
        }
        catch (CommitFailureException exception)
        {
            run.Fail(exception);
            address = 0;
            return false;
        }
    }

    private FasterRun Reopen(CommitSlot committed)
    {
        try
        {
            return Open(failed => CommitSlots.Reopen(_folder.CommitsPath, committed, failed));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EventLogException($"The log cannot be opened again: {exception.Message} Check the disk of Log:Path.", exception);
        }
    }

    private FasterRun Open(Func<Action<Exception>, CommitSlots> openSlots)
    {
        var run = new FasterRun(_folder, _options, _identity, openSlots, _events);
        var committed = run.Committed;
        _room.Attach(run.Device, committed.BeginAddress / _identity.SegmentBytes * _identity.SegmentBytes, committed.UntilAddress);
        return run;
    }

    // The options are checked by themselves; the segments of an older log may be larger.
    private void CheckMaxBytes()
    {
        var least = LogOptions.SegmentsMin * _identity.SegmentBytes;
        if (_options.MaxBytes > 0 && _options.MaxBytes < least)
        {
            throw new EventLogException(
                $"Log:MaxBytes is {_options.MaxBytes}, but this log was made with segments of {_identity.SegmentBytes} bytes; set it to 0, or to {least} or more.");
        }
    }

    private void ThrowIfEnded(FasterRun run)
    {
        if ((_broadcast.End ?? run.Failure) is { } end)
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

        [LoggerMessage(Level = LogLevel.Error, Message = "A slot of the commit file {Path} was damaged. The other one ends at {Until}; with the good records behind it the log ends at {CompletedUntil}")]
        public static partial void SlotDamaged(ILogger logger, string path, long until, long completedUntil);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A segment of the log that is no longer needed could not be removed: {Fault} The next start tries again")]
        public static partial void SegmentKept(ILogger logger, string fault);
    }
}
