using Ingest.Core.Batching;
using Ingest.Core.Sinks;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Sinks.Iceberg.Tables;
using Microsoft.Extensions.Logging;

namespace Ingest.Sinks.Iceberg;

/// <summary>
/// Delivers batches to the lake: the events of one become data files of <c>pa_events</c> and <c>pa_sessions</c>, and each table gets one snapshot of
/// them. What else comes along in a batch is not for the lake.
/// </summary>
/// <remarks>
/// A delivery, for each table:
/// 1. the table is loaded, or created, and asked whether it has the range already: then nothing is left to do;
/// 2. the data files are written, once for a range: a repetition in the same process takes those that are there;
/// 3. one commit adds them and moves the table's own note of how far it has this log.
/// A crash after 2 leaves files that no snapshot names; maintenance finds them.
/// </remarks>
public sealed class IcebergSink : ISink
{
    private readonly EventRows _events = new();
    private readonly PaSessions _sessions = new();
    private readonly TableDelivery[] _tables;

    /// <summary>Creates the sink; the tables may still be missing.</summary>
    /// <param name="catalog">Where the tables are known.</param>
    /// <param name="storage">Where their files are.</param>
    /// <param name="ns">Their namespace.</param>
    /// <param name="parquet">How files are written.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what an operator has to know.</param>
    /// <param name="name">Name of the sink.</param>
    public IcebergSink(ICatalog catalog, ILakeStorage storage, string ns, ParquetOptions parquet, TimeProvider time, ILogger logger, string name = "iceberg")
    {
        Name = name;
        var committer = new TableCommitter(catalog, storage, time);
        TableDelivery Create(string table, Metadata.TableDefinition definition, Func<TableRows> arrange) => new(
            new LakeTable(new TableName(ns, table), definition, catalog, committer),
            arrange,
            new DataFileWriter(storage, parquet),
            committer,
            new SnapshotWriter(storage, time),
            time,
            logger);
        _tables =
        [
            Create(PaEvents.Name, PaEvents.Definition, () => PaEvents.Arrange(_events)),
            Create(PaSessions.Name, PaSessions.Definition, () => _sessions.Arrange(_events)),
        ];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async ValueTask<DeliveryOutcome> DeliverAsync(EventBatch batch, LogRange range, CancellationToken cancellationToken)
    {
        if (batch.RowCount == 0)
        {
            return DeliveryOutcome.Delivered;
        }

        try
        {
            _events.Fill(batch);
            foreach (var table in _tables)
            {
                if (!await table.TryDeliverAsync(range, cancellationToken))
                {
                    // Halved until each half is on one side of what the table has: never a part of it twice.
                    return DeliveryOutcome.Refused($"The table {table.Name} has a first part of the range {range}, as after a cursor file was removed: it is told apart.");
                }
            }

            return DeliveryOutcome.Delivered;
        }
        catch (Exception fault) when (fault is IcebergException or LakeStorageException && !cancellationToken.IsCancellationRequested)
        {
            return DeliveryOutcome.Retry(fault.Message);
        }
    }
}
