using Ingest.Parquet.Columns;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>The rows of one part as its source gives them, in the order in which they are to lie in files.</summary>
public interface IExportRows
{
    /// <summary>Appends the next rows to a batch, as many as memory allows; none are left when it appends none.</summary>
    /// <param name="batch">Columns of the lake's table, by name; empty.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Bytes that were read for them.</returns>
    ValueTask<long> ReadAsync(RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>What was read, once all of it was.</summary>
    ExportMark Mark { get; }
}
