using Ingest.Core.Faults;
using Ingest.Core.Sinks;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Microsoft.Extensions.Logging;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>Brings the rows of a range into one table.</summary>
internal sealed partial class TableDelivery(
    LakeTable table, Func<TableRows> arrange, DataFileWriter files, TableCommitter committer, SnapshotWriter snapshots, TimeProvider time, ILogger logger)
{
    // Maintenance takes files for orphans that no snapshot has named for three days.
    private static readonly TimeSpan KeepMax = TimeSpan.FromDays(1);

    // Files that were written for a range whose commit has not succeeded: the next try takes them.
    private (LogRange Range, PartitionSpec Spec, IReadOnlyList<DataFile> Files, long At)? _written;

    private bool _hasWarned;

    /// <summary>Name of the table.</summary>
    public TableName Name => table.Name;

    /// <summary>Delivers; false when the table has a first part of the range, and nothing was done.</summary>
    public async Task<bool> TryDeliverAsync(LogRange range, CancellationToken cancellationToken)
    {
        // Step 1: what the table has.
        var loaded = await table.LoadAsync(cancellationToken);
        if (Watermark.StateOf(loaded.Metadata, range) is not RangeState.Missing and var state)
        {
            _written = null;
            Watch(Watermark.Read(loaded.Metadata, range.LogId), range);
            return state == RangeState.There;
        }

        // Step 2: the files.
        if (_written is not { } kept || kept.Range != range || time.GetElapsedTime(kept.At) > KeepMax)
        {
            var rows = arrange();
            if (rows.IsEmpty)
            {
                return true;
            }

            _written = (range, loaded.Metadata.Spec, await files.WriteAsync(loaded.Metadata, table.IsWritten, rows, cancellationToken), time.GetTimestamp());
        }

        // Step 3: the commit.
        var (_, spec, written, _) = _written!.Value;
        var append = new Append(snapshots, range, spec, written);
        await committer.CommitAsync(loaded, append.PlanAsync, cancellationToken);
        Failpoint.Hit(FailpointName.LakeBetweenTables);
        _written = null;
        return true;
    }

    // A crash repeats the last range, which ends where the table stands. One that ends before it comes of a cursor that was set back.
    private void Watch(long delivered, LogRange range)
    {
        if (range.End < delivered && !_hasWarned)
        {
            _hasWarned = true;
            LogPassedBefore(logger, Name, delivered, range.End);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The table {Table} has this log up to address {Delivered}, and events at {Address} are taken for those that it has")]
    private static partial void LogPassedBefore(ILogger logger, TableName table, long delivered, long address);
}
