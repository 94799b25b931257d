using Ingest.Core.Faults;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Sinks.Iceberg.Tables;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>Writes the rows of a part as data files while they are read: the memory of one batch, however large the part is.</summary>
internal sealed class ExportFileWriter(ILakeStorage storage, ParquetOptions options)
{
    // What is read compresses to a fourth to a tenth: files of one to some hundred megabytes.
    private const long FileBytesMax = 1L << 30;

    /// <summary>Writes the files, each under a name that nobody has used. None of them belongs to the table yet.</summary>
    public async Task<IReadOnlyList<DataFile>> WriteAsync(
        TableMetadata table, RecordSchema schema, ExportPart part, IExportRows rows, CancellationToken cancellationToken)
    {
        var written = new List<DataFile>();
        var values = part.Partition;
        var folder = values.Length == 0 ? "" : PartitionType.Of(table, table.Spec).PathOf(values) + "/";
        var run = Guid.NewGuid().ToString("N");
        var batch = new RecordBatch(schema);
        try
        {
            var bytes = await rows.ReadAsync(batch, cancellationToken);
            while (batch.RowCount > 0)
            {
                var path = FormattableString.Invariant($"{table.Location}/data/{folder}{written.Count:D5}-{run}.parquet");
                ParquetFile? file = null;
                await storage.WriteAsync(
                    path,
                    async (stream, cancelled) =>
                    {
                        using var writer = new ParquetWriter(stream, schema, options);
                        for (var ofFile = 0L; batch.RowCount > 0 && ofFile < FileBytesMax; bytes = await rows.ReadAsync(batch, cancelled))
                        {
                            await writer.WriteAsync(batch, 0, batch.RowCount, cancelled);
                            ofFile += bytes;
                            batch.Clear();
                        }

                        file = await writer.FinishAsync(cancelled);
                    },
                    cancellationToken);
                written.Add(FileMetrics.Describe(path, file!, values, table.DefaultSortOrderId));
                Failpoint.Hit(FailpointName.LakeBetweenFiles);
            }
        }
        catch
        {
            // The source broke off: what there is of the part is of no use. Not cancelled with the rest, and a storage that is gone leaves orphans.
            await storage.DeleteAsync([.. written.Select(file => file.Path)], CancellationToken.None);
            throw;
        }

        return written;
    }
}
