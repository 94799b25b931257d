using FASTER.core;
using Ingest.Core.Faults;
using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>
/// FASTER over the files of the log, from an opening to the first failure of a write, which is final for the run. What goes on after a failure
/// is another run: FASTER cannot be told that a part of its memory never reached the disk.
/// </summary>
internal sealed class FasterRun
{
    // One page being filled, one being flushed, and room for the disk to be late.
    private const long PagesMin = 4;

    private readonly FasterInside _inside;
    private volatile EventLogException? _failure;

    /// <summary>Opens the log as the slots describe it.</summary>
    /// <param name="folder">Its files.</param>
    /// <param name="options">Its memory.</param>
    /// <param name="identity">Its sizes.</param>
    /// <param name="openSlots">Opens the slots; told whom to tell of a failed write.</param>
    /// <param name="events">Who is told of what the device does.</param>
    /// <exception cref="EventLogException">The log cannot be read.</exception>
    /// <exception cref="IOException">The disk is broken.</exception>
    public FasterRun(LogFolder folder, LogOptions options, LogIdentity identity, Func<Action<Exception>, CommitSlots> openSlots, DeviceEvents events)
    {
        Slots = openSlots(Fail);
        try
        {
            folder.Reconcile(Slots.Latest, identity.SegmentBytes);
            Failpoint.Hit(FailpointName.RecoverLog);
            Device = new SegmentDevice(folder.SegmentPrefix, identity.SegmentBytes, events with { WriteFailed = Fail });
            Faster = new FasterLog(Settings(options, identity));
            _inside = new FasterInside(Faster);
            Recover(Slots.Latest);
            RecoveredUntil = Faster.TailAddress;
        }
        catch (Exception)
        {
            Device?.Dispose();
            Faster?.Dispose();
            Slots.Dispose();
            throw;
        }
    }

    /// <summary>The memory of a log: the pages of an older one may be larger than the options say.</summary>
    public static long MemoryBytes(LogOptions options, LogIdentity identity) => Math.Max(options.MemoryBytes, PagesMin * identity.PageBytes);

    /// <summary>The segments.</summary>
    public SegmentDevice Device { get; }

    /// <summary>The pages and the readers.</summary>
    public FasterLog Faster { get; }

    /// <summary>What lies before was left by an earlier run, and is read from disk.</summary>
    public long RecoveredUntil { get; }

    /// <summary>The commits.</summary>
    public CommitSlots Slots { get; }

    /// <summary>The newest commit that is on disk.</summary>
    public CommitSlot Committed => Slots.Latest;

    /// <summary>The first failure of a write; null while there was none.</summary>
    public EventLogException? Failure => _failure;

    /// <summary>
    /// Puts everything appended before the call on disk, then the commit that says so; what is given up is freed after that. On the calling
    /// thread, from the first write to the last flush.
    /// </summary>
    /// <exception cref="EventLogException">A write has failed.</exception>
    /// <exception cref="IOException">The commit could not be written.</exception>
    public void Commit()
    {
        var committed = Committed;
        var (begin, until) = (Faster.BeginAddress, Flush());
        if (until == committed.UntilAddress && begin == committed.BeginAddress)
        {
            return;
        }

        Slots.Write(begin, until);
        Volatile.Write(ref Faster.CommittedUntilAddress, until);
        if (begin > committed.BeginAddress)
        {
            _inside.Free(begin);
        }
    }

    /// <summary>Ends the run: nothing is written any more when it completes, and <see cref="Committed"/> stays. Readers may go on.</summary>
    public async Task CloseAsync()
    {
        // Writes under way read the memory that the run gives back, and a commit may follow the last of them.
        await Device.CloseAsync();
        Slots.Dispose();
    }

    /// <summary>Gives back memory and files. Nobody may read any more.</summary>
    public void Dispose()
    {
        Faster.Dispose();
        Device.Dispose();
        Slots.Dispose();
    }

    /// <summary>Notes a failure of a write; the first one stands.</summary>
    public void Fail(Exception exception)
    {
        Interlocked.CompareExchange(ref _failure, new EventLogException(
            $"The log could not be written: {exception.Message} It takes nothing until the disk of Log:Path works again.", exception), null);
    }

    private long Flush()
    {
        var until = 0L;
        Device.Commit(() =>
        {
            until = _inside.Flush();
            return () => Faster.FlushedUntilAddress >= until || Failure is not null;
        });
        return Failure is null ? until : throw Failure;
    }

    private FasterLogSettings Settings(LogOptions options, LogIdentity identity) => new()
    {
        LogDevice = Device,
        LogCommitManager = Slots,
        LogChecksum = LogChecksumType.PerEntry,
        PageSize = identity.PageBytes,
        SegmentSize = identity.SegmentBytes,
        MemorySize = MemoryBytes(options, identity),

        // The constructor would swallow what goes wrong and go on with an empty log.
        TryRecoverLatest = false,
        FastCommitMode = false,
        AutoCommit = false,
        TolerateDeviceFailure = false,
    };

    private void Recover(CommitSlot latest)
    {
        if (latest.Number == 0)
        {
            return;
        }

        try
        {
            Faster.Recover(latest.Number);
        }
        catch (Exception exception) when (exception is FasterException or IOException)
        {
            throw new EventLogException($"The log that is committed until {latest.UntilAddress} cannot be read: {exception.Message} {LogFolder.Remedy}", exception);
        }

        if (Faster.BeginAddress != latest.BeginAddress || Faster.CommittedUntilAddress != latest.UntilAddress || Faster.TailAddress != latest.UntilAddress)
        {
            throw new EventLogException(
                $"The log is committed from {latest.BeginAddress} to {latest.UntilAddress}, but was recovered from {Faster.BeginAddress} "
                + $"to {Faster.CommittedUntilAddress}. {LogFolder.Remedy}");
        }
    }
}
