using Ingest.Core.Log;
using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>Reads a range again that an earlier process had fixed: the same records in the same order, whatever the options say today.</summary>
internal static class PendingRange
{
    /// <summary>Fills a batch with the records of the range.</summary>
    /// <exception cref="EventLogException">The log ends before the range does.</exception>
    public static void Read(IEventLog log, LogRange range, RangedBatch batch)
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
        batch.ClosedBy = CloseReason.Recovery;
    }
}
