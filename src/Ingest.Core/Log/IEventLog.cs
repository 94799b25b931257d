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
    /// Appends a record in memory. True: <paramref name="endAddress"/> is an address such that the record is on disk once
    /// <see cref="CommittedUntilAddress"/> has reached it. False: the log has failed or is closed, and nothing was appended.
    /// Blocks while the memory of the log is full of records that the disk has not taken yet.
    /// </summary>
    /// <exception cref="ArgumentException">The record is longer than <see cref="RecordBytesMax"/> or empty.</exception>
    bool TryAppend(ReadOnlySpan<byte> record, out long endAddress);

    /// <summary>
    /// Puts everything appended before the call on disk, and the last <see cref="Truncate"/> with it. One caller at a time.
    /// A failure is final: the log takes no more records and every later call throws. What was committed can still be read.
    /// </summary>
    /// <exception cref="EventLogException">The device failed; whether the last records are on disk is unknown.</exception>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Completes when <see cref="CommittedUntilAddress"/> is beyond the address.</summary>
    /// <exception cref="EventLogException">The log has failed or is closed: nothing beyond the address will ever be committed.</exception>
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
