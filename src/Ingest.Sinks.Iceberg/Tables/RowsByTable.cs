using Ingest.Parquet.Columns;
using Ingest.Parquet.Schema;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>Rows in the order of their files, with the columns of a table: field ids are the table's own, and rows are found by their names.</summary>
/// <remarks>Keeps its memory from batch to batch, while the table's schema stays.</remarks>
internal sealed class RowsByTable
{
    private RecordBatch? _rows;

    /// <summary>Takes rows in place of those before. What is returned is good until the next call.</summary>
    public RecordBatch Take(RecordSchema schema, TableRows from)
    {
        if (_rows is null || _rows.Schema.IcebergJson != schema.IcebergJson)
        {
            _rows = new RecordBatch(schema);
        }

        _rows.Clear();
        foreach (var column in _rows.Columns)
        {
            column.AddRows(from.Rows.Columns.First(source => source.Schema.Name == column.Schema.Name), from.Order.Span);
        }

        return _rows;
    }
}
