using System.Globalization;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Sinks.Iceberg.Tables;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Files, and those that have the same rows.</summary>
/// <param name="Sources">Lines of the files that are to go.</param>
/// <param name="Written">The files that are to take their place.</param>
/// <param name="Spec">The partition spec of all of them.</param>
internal sealed record Rewrite(IReadOnlyList<ManifestEntry> Sources, IReadOnlyList<DataFile> Written, PartitionSpec Spec)
{
    /// <summary>Age of the rows: deletes of others that were made of the sources are of the new files too.</summary>
    public long? SequenceNumber => Sources.Max(source => source.SequenceNumber);
}

/// <summary>Writes the rows of a group's files anew. The table does not know of it.</summary>
internal sealed class Rewriter
{
    // Memory of what is being written, beside what is being read.
    private const int BatchRows = 100_000;
    private const long BatchTextBytes = 64L << 20;

    private readonly ILakeStorage _storage;
    private readonly ParquetOptions _parquet;
    private readonly TableMetadata _table;
    private readonly RecordSchema _schema;
    private readonly PartitionType _partition;
    private readonly RowOrder _order;
    private readonly RecordBatch _batch;

    /// <summary>Writes files as the table has them now.</summary>
    /// <exception cref="IcebergException">The table has a column that this program does not write: it would be lost.</exception>
    public Rewriter(ILakeStorage storage, ParquetOptions parquet, TableMetadata table)
    {
        (_storage, _parquet, _table) = (storage, parquet, table);
        _schema = FileSchema.Of(table.Schema, _ => true);
        _partition = PartitionType.Of(table, table.Spec);
        _order = RowOrder.Of(table);
        _batch = new RecordBatch(_schema);
    }

    /// <summary>Writes a group anew, as files of about the target size, each under a name that nobody has used.</summary>
    /// <exception cref="DamagedFileException">A source cannot be read; nothing is left of what was written.</exception>
    /// <exception cref="LakeStorageException">The storage failed.</exception>
    public async Task<Rewrite> RewriteAsync(CompactionGroup group, CompactionLimits limits, CancellationToken cancellationToken)
    {
        using var merge = await RowMerge.OpenAsync(_storage, group.Sources.Select(source => source.File), _schema, _order, cancellationToken);
        var files = Math.Max(1, (group.Bytes + limits.TargetBytes - 1) / limits.TargetBytes);
        var rowsOfFile = (group.Rows + files - 1) / files;
        List<DataFile> written = [];
        var name = Guid.NewGuid().ToString("N");
        try
        {
            for (var left = group.Rows; left > 0; left -= written[^1].RecordCount)
            {
                var path = FormattableString.Invariant($"{_table.Location}/data/{_partition.PathOf(group.Partition)}/{written.Count:D5}-{name}.parquet");
                var file = await WriteAsync(path, merge, Math.Min(rowsOfFile, left), cancellationToken);
                written.Add(FileMetrics.Describe(path, file, group.Partition, _order.Id));
            }

            Check(group, merge, written);
            return new Rewrite(group.Sources, written, _partition.Spec);
        }
        catch
        {
            await _storage.DeleteAsync([.. written.Select(file => file.Path)], CancellationToken.None);
            throw;
        }
    }

    private async Task<ParquetFile> WriteAsync(string path, RowMerge merge, long rows, CancellationToken cancellationToken)
    {
        ParquetFile? file = null;
        await _storage.WriteAsync(
            path,
            async (stream, cancelled) =>
            {
                using var writer = new ParquetWriter(stream, _schema, _parquet);
                for (var left = rows; left > 0;)
                {
                    _batch.Clear();
                    var taken = merge.Take(_batch, (int)Math.Min(left, BatchRows), BatchTextBytes);
                    if (taken == 0)
                    {
                        throw new IcebergException(string.Create(CultureInfo.InvariantCulture, $"{path} lacks {left} rows that were counted before. Nothing is changed."));
                    }

                    await writer.WriteAsync(_batch, 0, taken, cancelled);
                    cancelled.ThrowIfCancellationRequested();
                    left -= taken;
                }

                file = await writer.FinishAsync(cancelled);
            },
            cancellationToken);
        return file!;
    }

    // What was read, what was written and what the manifests say are counted apart from each other.
    private void Check(CompactionGroup group, RowMerge merge, List<DataFile> written)
    {
        _batch.Clear();
        var more = merge.Take(_batch, 1, long.MaxValue);
        var rows = written.Sum(file => file.RecordCount);
        if (more > 0 || rows != group.Rows)
        {
            throw new IcebergException(string.Create(
                CultureInfo.InvariantCulture,
                $"Of {group.Rows} rows in {group.Sources.Count} files {rows} were written, and {(more > 0 ? "more" : "none")} are left. Nothing is changed. Report this fault."));
        }
    }
}
