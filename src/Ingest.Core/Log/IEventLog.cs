namespace Ingest.Core.Log;

/// <summary>
/// The durable log: records appended by many threads, committed in groups, read back in order by each sink.
/// Two implementations hold to one contract, which the tests run on both: FASTER on disk, and an in-memory twin.
/// </summary>
/// <remarks>Addresses grow with every record and are stable over restarts; the distance of two addresses is not a byte count to rely on.</remarks>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>Identity of the log, made once with it. A cursor or a delivery token belongs to one log only.</summary>
    Guid LogId { get; }

    /// <summary>Address of the oldest record that is kept.</summary>
    long BeginAddress { get; }

    /// <summary>Everything before this address is on disk.</summary>
    long CommittedUntilAddress { get; }

    /// <summary>Address after the last appended record, committed or not.</summary>
    long TailAddress { get; }

    /// <summary>Largest record that <see cref="TryAppend"/> takes, in bytes.</summary>
    int RecordBytesMax { get; }

    /// <summary>
    /// Grows when the log goes on after a failure. What was appended before and not committed is gone, and its addresses are given to other
    /// records: who waits for an address to be committed must have read the epoch before the append, and find the same one after.
    /// </summary>
    int Epoch { get; }

    /// <summary>How the log is doing: why it takes no events, when it does not.</summary>
    LogState State { get; }

    /// <summary>True while the disk is so late that <see cref="TryAppend"/> may block: who has a thread that others wait for does not call it.</summary>
    bool IsBehind { get; }

    /// <summary>
    /// Appends a record in memory. True: <paramref name="endAddress"/> is an address such that the record is on disk once
    /// <see cref="CommittedUntilAddress"/> has reached it. False: the log is full, has failed or is closed, and nothing was appended;
    /// <see cref="State"/> says why. Blocks while the memory of the log is full of records that the disk has not taken yet.
    /// </summary>
    /// <exception cref="ArgumentException">The record is longer than <see cref="RecordBytesMax"/> or empty.</exception>
    bool TryAppend(ReadOnlySpan<byte> record, out long endAddress);

    /// <summary>
    /// Puts everything appended before the call on disk, and the last <see cref="Truncate"/> with it. One caller at a time, whose thread may do
    /// the work and be blocked by the disk.
    /// After a failure the log takes no more records and every later call throws, until <see cref="ReopenAsync"/>. What was committed can
    /// still be read.
    /// </summary>
    /// <exception cref="EventLogException">The device failed; the last records count as lost.</exception>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Goes on after a failure, with what the last successful commit put on disk; everything after it is dropped, and none of it comes back.
    /// By the caller of <see cref="CommitAsync"/>. Nothing happens when the log has not failed.
    /// </summary>
    /// <exception cref="EventLogException">The disk does not work yet; the call may be repeated.</exception>
    ValueTask ReopenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Names who is told, before the log takes records again after a failure, from which address on everything that was appended is dropped.
    /// </summary>
    void OnDropped(Action<long> dropped);

    /// <summary>Measures the disk, and tries to get room for a full log. Called every second.</summary>
    /// <returns>True when a commit is wanted although nobody waits for one: it would free disk space, or meet a failure.</returns>
    bool CheckDisk();

    /// <summary>
    /// Completes when <see cref="CommittedUntilAddress"/> is beyond the address. The address is one that is committed: a failure in between
    /// is waited out.
    /// </summary>
    /// <exception cref="EventLogException">The log is closed: nothing beyond the address will ever be committed.</exception>
    ValueTask WaitForCommitAsync(long beyondAddress, CancellationToken cancellationToken);

    /// <summary>Opens a reader at an address that a reader returned, or at 0 for the oldest record.</summary>
    /// <exception cref="EventLogException">
    /// The address lies before <see cref="BeginAddress"/> (and is not 0) or beyond <see cref="CommittedUntilAddress"/>.
    /// </exception>
    IEventLogReader OpenReader(long fromAddress);

    /// <summary>
    /// Gives up the records before the address, for good with the next commit. Never moves backwards, nor beyond what is committed;
    /// disk space is freed in whole segments. A reader that is overtaken goes on at the new begin.
    /// </summary>
    void Truncate(long beforeAddress);
}
