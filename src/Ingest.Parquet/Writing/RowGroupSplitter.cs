using Ingest.Parquet.Columns;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Writing;

/// <summary>Cuts ranges of rows into row groups, of one size where rows alone decide.</summary>
internal sealed class RowGroupSplitter(ParquetOptions options)
{
    /// <summary>Rows of the next row group, at least one.</summary>
    public int Next(RecordBatch batch, int start, int left)
    {
        // 100,001 rows are two groups of 50,000, and not one of 100,000 and one of a single row.
        var groups = (int)(((long)left + options.RowGroupRows - 1) / options.RowGroupRows);
        var rows = (int)(((long)left + groups - 1) / groups);
        while (rows > 1 && Bytes(batch, start, rows) > options.RowGroupBytes)
        {
            rows = (rows + 1) / 2;
        }

        return rows;
    }

    private static long Bytes(RecordBatch batch, int start, int rows)
    {
        var bytes = 0L;
        foreach (var column in batch.Columns)
        {
            bytes += Bytes(column, start, rows);
        }

        return bytes;
    }

    private static long Bytes(Column column, int start, int rows)
    {
        if (column is MapColumn map)
        {
            var first = start == 0 ? 0 : map.Ends[start - 1];
            var pairs = map.Ends[start + rows - 1] - first;
            return pairs == 0 ? 0 : Bytes(map.Keys, first, pairs) + Bytes(map.Values, first, pairs);
        }

        return column is TextColumn text
            ? ((long)rows * sizeof(int)) + text.Ends[start + rows - 1] - (start == 0 ? 0 : text.Ends[start - 1])
            : (long)rows * WidthOf(column.Schema.Type);
    }

    private static int WidthOf(ColumnType type) => Leaf.PhysicalTypeOf(type) switch
    {
        PhysicalType.Boolean => 1,
        PhysicalType.Int32 => sizeof(int),
        PhysicalType.FixedLengthByteArray => Leaf.UuidBytes,
        _ => sizeof(long),
    };
}
