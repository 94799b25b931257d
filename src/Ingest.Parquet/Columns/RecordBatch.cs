using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Columns;

/// <summary>Rows of one table as columns. Reused from batch to batch.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
public sealed class RecordBatch
{
    private readonly Column[] _columns;

    /// <summary>An empty batch of a schema.</summary>
    public RecordBatch(RecordSchema schema)
    {
        Schema = schema;
        _columns = [.. schema.Columns.Select(Column.Create)];
    }

    /// <summary>The columns' schema.</summary>
    public RecordSchema Schema { get; }

    /// <summary>The columns, in the order of the schema.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Number of rows; every column has as many.</summary>
    public int RowCount => _columns.Length == 0 ? 0 : _columns[0].Count;

    /// <summary>A column by its field id.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Find<T>(int fieldId)
        where T : Column => (T)_columns.Single(column => column.Schema.FieldId == fieldId);

    /// <summary>Appends rows of a batch of the same schema, in the order of their numbers.</summary>
    public void AddRows(RecordBatch source, ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].AddRows(source._columns[i], rows);
        }
    }

    /// <summary>Removes every row, keeping the memory.</summary>
    public void Clear() => Array.ForEach(_columns, column => column.Clear());
}
