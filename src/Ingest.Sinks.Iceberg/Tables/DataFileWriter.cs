using System.Collections.Concurrent;
using Ingest.Core.Faults;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>Writes rows as the data files of a table.</summary>
internal sealed class DataFileWriter(ILakeStorage storage, ParquetOptions options)
{
    // Uploads wait for the network most of the time; each holds the memory of one row group.
    private const int FilesAtOnce = 4;

    private readonly RowsByTable _sorted = new();

    /// <summary>Writes the files of a batch, each under a name that nobody has used. None of them belongs to the table yet.</summary>
    /// <exception cref="LakeStorageException">The storage failed; what was written before is left as orphans.</exception>
    public async Task<IReadOnlyList<DataFile>> WriteAsync(
        TableMetadata table, Func<NestedField, bool> isWritten, TableRows rows, CancellationToken cancellationToken)
    {
        var sorted = _sorted.Take(FileSchema.Of(table.Schema, isWritten), rows);
        var partition = PartitionType.Of(table, table.Spec);
        var written = new ConcurrentBag<DataFile>();
        var batch = Guid.NewGuid().ToString("N");
        await Parallel.ForEachAsync(
            rows.Files.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken },
            async (file, cancelled) =>
            {
                var values = ValuesOf(table.Spec, file.Item);
                var path = FormattableString.Invariant($"{table.Location}/data/{partition.PathOf(values)}/{file.Index:D5}-{batch}.parquet");
                written.Add(FileMetrics.Describe(path, await WriteAsync(path, sorted, file.Item, cancelled), values, table.DefaultSortOrderId));
                Failpoint.Hit(FailpointName.LakeBetweenFiles);
            });
        return [.. written];
    }

    private async Task<ParquetFile> WriteAsync(string path, RecordBatch rows, FileRows part, CancellationToken cancellationToken)
    {
        ParquetFile? file = null;
        await storage.WriteAsync(
            path,
            async (stream, cancelled) =>
            {
                using var writer = new ParquetWriter(stream, rows.Schema, options);
                await writer.WriteAsync(rows, part.Start, part.Count, cancelled);
                file = await writer.FinishAsync(cancelled);
            },
            cancellationToken);
        return file!;
    }

    private static object?[] ValuesOf(PartitionSpec spec, FileRows file) =>
        [.. spec.Fields.Select(field => field.Transform == Transforms.Day ? (object?)file.Day : file.SiteId.ToString())];
}
