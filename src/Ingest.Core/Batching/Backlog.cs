using Ingest.Core.Log;
using Ingest.Core.Log.Records;

namespace Ingest.Core.Batching;

/// <summary>Counts the events that earlier runs left in the log for a sink.</summary>
internal static class Backlog
{
    private const int CancellationEvery = 10_000;

    /// <summary>
    /// Number of events between two addresses, damaged records included, side records left out. Reads the range once: 352 MB took 0.2 to 0.5 s with the pages in
    /// memory, as they then are for the delivery that follows.
    /// </summary>
    public static long Count(IEventLog log, long from, long until, CancellationToken cancellationToken)
    {
        using var reader = log.OpenReader(from);
        var (count, records) = (0L, 0L);
        while (reader.Address < until && reader.TryRead(out var record) && reader.Address <= until)
        {
            count += RecordDecoder.IsSide(record) ? 0 : 1;
            if (++records % CancellationEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return count + reader.DamagedRecords;
    }
}
