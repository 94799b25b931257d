using System.Globalization;
using Ingest.Parquet;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Reading;
using Ingest.Parquet.Schema;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>The rows of several files in one order.</summary>
/// <remarks>Hot path: no allocation per row. In memory are the files as they are and a row group of each, as <see cref="CompactionLimits"/> bounds them.</remarks>
internal sealed class RowMerge : IDisposable
{
    // Between two looks at the bytes.
    private const int StepRows = 1024;

    private readonly RowOrder _order;
    private readonly List<SortedRun> _runs = [];
    private readonly PriorityQueue<SortedRun, SortedRun> _next;

    private RowMerge(RowOrder order)
    {
        _order = order;
        _next = new PriorityQueue<SortedRun, SortedRun>(
            Comparer<SortedRun>.Create((one, other) => order.Compare(one.Batch, one.Row, other.Batch, other.Row)));
    }

    /// <summary>Reads files, and their first rows.</summary>
    /// <exception cref="DamagedFileException">One cannot be read, or is not what its manifest says.</exception>
    /// <exception cref="LakeStorageException">The storage failed.</exception>
    public static async Task<RowMerge> OpenAsync(
        ILakeStorage storage, IEnumerable<DataFile> files, RecordSchema schema, RowOrder order, CancellationToken cancellationToken)
    {
        var merge = new RowMerge(order);
        try
        {
            foreach (var file in files)
            {
                merge.Add(file, await WholeFile.ReadAsync(storage, file, cancellationToken), schema);
            }

            return merge;
        }
        catch
        {
            merge.Dispose();
            throw;
        }
    }

    /// <summary>Appends the next rows: as many as are asked for, or fewer when they have more bytes of text than that.</summary>
    /// <returns>How many; 0 at the end.</returns>
    /// <exception cref="DamagedFileException">A file is damaged.</exception>
    public int Take(RecordBatch into, int rowsMax, long textBytesMax)
    {
        var taken = 0;
        while (taken < rowsMax && TextBytes(into) < textBytesMax && _next.TryDequeue(out var run, out _))
        {
            var rows = run.Left[..Math.Min(Math.Min(run.Left.Length, StepRows), rowsMax - taken)];
            var count = 1;
            while (count < rows.Length && (!_next.TryPeek(out var other, out _) || _order.Compare(run.Batch, rows[count], other.Batch, other.Row) <= 0))
            {
                count++;
            }

            into.AddRows(run.Batch, rows[..count]);
            taken += count;
            if (run.TrySkip(count))
            {
                _next.Enqueue(run, run);
            }
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private void Add(DataFile file, byte[] bytes, RecordSchema schema)
    {
        try
        {
            using var reader = ParquetReader.Open(bytes);
            if (reader.Rows != file.RecordCount)
            {
                throw new DamagedFileException(file.Path, string.Create(CultureInfo.InvariantCulture, $"it has {reader.Rows} rows, and its manifest says {file.RecordCount}"));
            }

            // Row groups of a sorted file follow each other; those of another are sorted each for itself.
            var isSorted = _order.Id != 0 && file.SortOrderId == _order.Id;
            for (var group = 0; group < reader.RowGroupCount; group = isSorted ? reader.RowGroupCount : group + 1)
            {
                var run = new SortedRun(file.Path, bytes, (group, isSorted ? reader.RowGroupCount : group + 1), schema, _order);
                _runs.Add(run);
                if (run.TrySkip(0))
                {
                    _next.Enqueue(run, run);
                }
            }
        }
        catch (ParquetException fault)
        {
            throw new DamagedFileException(file.Path, fault.Message, fault);
        }
    }

    private static long TextBytes(RecordBatch batch)
    {
        var bytes = 0L;
        foreach (var column in batch.Columns)
        {
            bytes += column switch
            {
                TextColumn text => text.Bytes.Length,
                MapColumn map => map.Keys.Bytes.Length + ((map.Values as TextColumn)?.Bytes.Length ?? 0),
                _ => 0,
            };
        }

        return bytes;
    }
}
