using FASTER.core;
using Ingest.Core.Faults;
using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>
/// Where the log's commits are kept: one file with two slots, written in turn and in place. docs/log-format.md has the bytes.
/// </summary>
/// <remarks>
/// FASTER's own keeper creates a file per commit and deletes the one before, which costs three times as much, and its checksum is a
/// plain XOR. It is asked for the commit to recover, and for nothing else.
/// </remarks>
internal sealed class CommitSlots : ILogCommitManager
{
    public const int SlotBytes = 512;
    public const int SlotDistanceBytes = 4096;
    public const int FileBytes = 2 * SlotDistanceBytes;

    private readonly Lock _gate = new();
    private readonly SyncedFile _file;
    private readonly Action<Exception> _onWriteFailed;
    private readonly byte[] _slot = GC.AllocateArray<byte>(SlotBytes, pinned: true);
    private CommitSlot _latest;
    private bool _isBroken;

    private CommitSlots(SyncedFile file, CommitSlot latest, Action<Exception> onWriteFailed) =>
        (_file, _latest, _onWriteFailed) = (file, latest, onWriteFailed);

    /// <summary>The newest commit that is on disk; number 0 for a log that has none.</summary>
    public CommitSlot Latest
    {
        get
        {
            lock (_gate)
            {
                return _latest;
            }
        }
    }

    /// <summary>Makes the file of a new log, with two slots that say so: a file of zeros is damage, not a new log.</summary>
    public static void Create(string path, long firstAddress)
    {
        using var file = SyncedFile.Open(path, FileMode.CreateNew);
        var bytes = GC.AllocateArray<byte>(FileBytes, pinned: true);
        var none = new CommitSlot(0, firstAddress, firstAddress, []);
        none.WriteTo(bytes.AsSpan(0, SlotBytes));
        none.WriteTo(bytes.AsSpan(SlotDistanceBytes, SlotBytes));
        file.Write(bytes, 0);
    }

    /// <summary>
    /// Opens the file. When one slot is damaged, the one that <paramref name="complete"/> makes of the other takes its place.
    /// The newest slot is written once more: the run before may have failed to, and what is read back says nothing about the disk.
    /// </summary>
    /// <exception cref="EventLogException">Both slots are damaged.</exception>
    /// <exception cref="IOException">The disk is broken.</exception>
    public static CommitSlots Open(string path, Func<CommitSlot, CommitSlot> complete, Action<Exception> onWriteFailed)
    {
        var file = SyncedFile.Open(path, FileMode.Open);
        try
        {
            var found = CommitSlotPair.Read(file, path);
            var latest = found.DamagedIndex is { } index ? complete(found.Newest).WithParity(index) : found.Newest;
            var slots = new CommitSlots(file, latest, onWriteFailed);
            slots.WriteLatest(found.DamagedIndex ?? (int)(latest.Number % 2));
            return slots;
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the file after a failure, with the last commit that was told to be on disk: a commit of the same addresses takes the place of
    /// the one that failed, of which nobody knows whether it is there.
    /// </summary>
    /// <exception cref="IOException">The disk does not work yet.</exception>
    public static CommitSlots Reopen(string path, CommitSlot committed, Action<Exception> onWriteFailed)
    {
        var next = committed.Next(committed.BeginAddress, committed.UntilAddress);
        var slots = new CommitSlots(SyncedFile.Open(path, FileMode.Open), next, onWriteFailed);
        try
        {
            slots.WriteLatest((int)(next.Number % 2));
            return slots;
        }
        catch (Exception)
        {
            slots.Dispose();
            throw;
        }
    }

    /// <summary>Puts the next commit on disk, of these addresses; what lies before the second one must be there already.</summary>
    /// <exception cref="IOException">The disk is full or broken, or an earlier write has failed.</exception>
    public void Write(long beginAddress, long untilAddress)
    {
        lock (_gate)
        {
            try
            {
                // After a failed write nobody knows what is on disk: no later commit may pretend to cover it.
                ObjectDisposedException.ThrowIf(_isBroken, this);
                var commit = _latest.Next(beginAddress, untilAddress);
                Write(commit, (int)(commit.Number % 2));
                _latest = commit;
            }
            catch (Exception exception)
            {
                _isBroken = true;
                _onWriteFailed(exception);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata) =>
        throw new NotSupportedException("FASTER is not asked for commits.");

    /// <inheritdoc/>
    public byte[]? GetCommitMetadata(long commitNum) => commitNum == _latest.Number ? _latest.Metadata : null;

    /// <inheritdoc/>
    public IEnumerable<long> ListCommits() => _latest.Number > 0 ? [_latest.Number] : [];

    /// <inheritdoc/>
    public void RemoveCommit(long commitNum) => throw new NotSupportedException("Commits replace each other.");

    /// <inheritdoc/>
    public void RemoveAllCommits() => throw new NotSupportedException("Commits replace each other.");

    /// <inheritdoc/>
    public void OnRecovery(long commitNum)
    {
        // The slot that was not recovered is the next one to be written.
    }

    /// <summary>Refuses further commits, and waits for one under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isBroken = true;
            _file.Dispose();
        }
    }

    private void WriteLatest(int index)
    {
        lock (_gate)
        {
            Write(_latest, index);
        }
    }

    private void Write(CommitSlot commit, int index)
    {
        Array.Clear(_slot);
        Failpoint.Hit(FailpointName.SegmentBeforeSlot);
        commit.WriteTo(_slot);
        _file.Write(_slot, index * SlotDistanceBytes);
    }
}
