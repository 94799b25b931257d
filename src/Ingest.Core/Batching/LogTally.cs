using Ingest.Core.Diagnostics;

namespace Ingest.Core.Batching;

/// <summary>Counts what this process has appended to the log, so that each sink knows exactly how much it has not delivered.</summary>
public sealed class LogTally
{
    private long _appended;

    /// <summary>Records appended since the process started.</summary>
    public long Appended => Interlocked.Read(ref _appended);

    /// <summary>Notes appended records: once per run of records, by whoever appends them. Feeds the metric as well.</summary>
    public void Add(int count)
    {
        Interlocked.Add(ref _appended, count);
        IngestMeter.EventsAppended.Add(count);
    }

    /// <summary>Notes that appended records are lost by a failed commit: no sink will ever see them. The metric only grows.</summary>
    public void Remove(int count) => Interlocked.Add(ref _appended, -count);
}
