namespace Ingest.Core.Log;

/// <summary>Reads committed records in order. Not thread-safe.</summary>
public interface IEventLogReader : IDisposable
{
    /// <summary>Where the next read starts: the value to persist as a cursor.</summary>
    long Address { get; }

    /// <summary>
    /// Damaged stretches that were skipped since the reader was opened. A stretch is one record, unless the length that leads
    /// from one record to the next is itself damaged.
    /// </summary>
    long DamagedRecords { get; }

    /// <summary>
    /// Reads the next committed record. True: <paramref name="record"/> holds it until the next call, and <see cref="Address"/> lies after it.
    /// False: no committed record is left for now. A record whose checksum is wrong is skipped and counted.
    /// </summary>
    /// <exception cref="EventLogException">The disk could not be read. <see cref="Address"/> is unchanged, and the read may be tried again.</exception>
    bool TryRead(out ReadOnlySpan<byte> record);

    /// <summary>
    /// Says that the record which was read last cannot be decoded. It is one of <see cref="TakeDamage"/>, not of
    /// <see cref="DamagedRecords"/>. A log whose bytes nothing can damage does nothing.
    /// </summary>
    void RefuseRecord()
    {
    }

    /// <summary>The stretches that were passed or refused since the last call, oldest first. Very many are put together by the page.</summary>
    IReadOnlyList<DamagedStretch> TakeDamage() => [];
}
