using Ingest.Core.Log;
using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>Reads a range again whose ends are fixed: the same records in the same order, whatever the options say today.</summary>
internal static class PendingRange
{
    /// <summary>Fills a batch with the records of the range.</summary>
    /// <exception cref="EventLogException">The log ends before the range does.</exception>
    public static void Read(IEventLog log, LogRange range, RangedBatch batch, CloseReason closedBy)
    {
        if (log.CommittedUntilAddress < range.End)
        {
            throw new EventLogException(
                $"The range {range} was being delivered, but the log ends at {log.CommittedUntilAddress}. Put the whole log folder back.");
        }

        using var reader = log.OpenReader(range.Begin);
        batch.Start(range.LogId, range.Begin);
        while (reader.Address < range.End && reader.TryRead(out var record))
        {
            // When the last record of the range has been damaged since, the reader skips to one beyond it, which is the next batch's.
            if (reader.Address > range.End)
            {
                break;
            }

            BatchReader.Append(record, batch, reader);
        }

        batch.Range = range;
        batch.CoveredAddress = range.End;
        batch.DamagedCount += reader.DamagedRecords;
        batch.RecordCount += reader.DamagedRecords;
        batch.Damage = reader.TakeDamage();
        batch.ClosedBy = closedBy;
    }

    /// <summary>The address after so many records of a range: where it is divided, in every process alike.</summary>
    public static long AddressAfter(IEventLog log, LogRange range, long records)
    {
        using var reader = log.OpenReader(range.Begin);
        while (records > 0 && reader.Address < range.End && reader.TryRead(out _))
        {
            records--;
        }

        // Beyond the end when records have been damaged since.
        return Math.Min(reader.Address, range.End);
    }

    /// <summary>The bytes of the first record.</summary>
    /// <exception cref="EventLogException">It has been damaged since it was read before.</exception>
    public static byte[] ReadFirst(IEventLog log, LogRange range)
    {
        using var reader = log.OpenReader(range.Begin);
        return reader.TryRead(out var record) && reader.Address <= range.End
            ? record.ToArray()
            : throw new EventLogException($"The record of {range} could be read before and cannot now: check the disk.");
    }
}
