using FASTER.core;
using Ingest.Core.Faults;
using Ingest.Core.Log;
using Microsoft.Win32.SafeHandles;

namespace Ingest.Log.Faster;

/// <summary>
/// Where the log's commits are kept: one file with two slots, written in turn and in place. docs/log-format.md has the bytes.
/// </summary>
/// <remarks>
/// FASTER's own keeper creates a file per commit and deletes the one before, which costs three times as much, and its checksum is a
/// plain XOR. It also loses exceptions of a keeper, so a failed write is told to the log here.
/// </remarks>
internal sealed class CommitSlots : ILogCommitManager
{
    public const int SlotBytes = 512;
    public const int SlotDistanceBytes = 4096;
    public const int FileBytes = 2 * SlotDistanceBytes;

    private readonly SafeFileHandle _file;
    private readonly Action<Exception> _onWriteFailed;
    private readonly byte[] _slot = new byte[SlotBytes];
    private readonly bool _readable;
    private CommitSlot _latest;
    private bool _isBroken;

    /// <summary>Opens the file and reads both slots.</summary>
    /// <exception cref="EventLogException">A slot is damaged.</exception>
    public CommitSlots(string path, Action<Exception> onWriteFailed)
    {
        _onWriteFailed = onWriteFailed;
        _file = SyncedFile.Open(path, FileMode.Open);
        try
        {
            _latest = ReadLatest(path);
            _readable = true;
        }
        finally
        {
            if (!_readable)
            {
                _file.Dispose();
            }
        }
    }

    /// <summary>The newest commit; number 0 for a log that has none.</summary>
    public CommitSlot Latest => _latest;

    /// <summary>Makes the file of a new log, with two slots that say so: a file of zeros is damage, not a new log.</summary>
    public static void Create(string path, long firstAddress)
    {
        using var file = SyncedFile.Open(path, FileMode.CreateNew);
        var bytes = new byte[FileBytes];
        var none = new CommitSlot(0, firstAddress, firstAddress, []);
        none.WriteTo(bytes.AsSpan(0, SlotBytes));
        none.WriteTo(bytes.AsSpan(SlotDistanceBytes, SlotBytes));
        RandomAccess.Write(file, bytes, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <inheritdoc/>
    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
        try
        {
            // After a failed write nobody knows what is on disk: no later commit may pretend to cover it.
            ObjectDisposedException.ThrowIf(_isBroken, this);
            var commit = new CommitSlot(commitNum, beginAddress, untilAddress, commitMetadata);
            Array.Clear(_slot);
            Failpoint.Hit(FailpointName.SegmentBeforeSlot);
            commit.WriteTo(_slot);
            RandomAccess.Write(_file, _slot, commitNum % 2 * SlotDistanceBytes);
            SyncedFile.Flush(_file);
            _latest = commit;
        }
        catch (Exception exception)
        {
            _isBroken = true;
            _onWriteFailed(exception);
            throw;
        }
    }

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

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private CommitSlot ReadLatest(string path)
    {
        var bytes = new byte[FileBytes];
        var read = RandomAccess.Read(_file, bytes, 0);
        var latest = default(CommitSlot?);
        foreach (var offset in (int[])[0, SlotDistanceBytes])
        {
            if (read < FileBytes || CommitSlot.Read(bytes.AsSpan(offset, SlotBytes)) is not { } slot)
            {
                throw new EventLogException(
                    $"The commit file '{path}' is damaged (slot at byte {offset}): where the log ends is not certain. "
                    + "Restore the folder from a copy, or set Log:StartFreshWhenUnreadable to set it aside and start a new log.");
            }

            latest = latest is null || slot.Number > latest.Value.Number ? slot : latest;
        }

        return latest!.Value;
    }
}
