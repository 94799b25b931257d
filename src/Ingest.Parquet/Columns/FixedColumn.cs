using Ingest.Core.Buffers;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Columns;

/// <summary>A column of values of one size; a row without one holds the default.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
public sealed class FixedColumn<T>(ColumnSchema schema) : Column(schema)
    where T : unmanaged
{
    private readonly ColumnBuffer<T> _values = new();

    /// <inheritdoc/>
    public override int Count => _values.Count;

    /// <summary>A value for each row.</summary>
    public ReadOnlySpan<T> Values => _values.Values;

    /// <summary>Appends a row.</summary>
    public void Add(T value)
    {
        NotePresent();
        _values.Add(value);
    }

    /// <inheritdoc/>
    public override void AddRows(Column source, ReadOnlySpan<int> rows)
    {
        NotePresent(source, rows);
        var from = ((FixedColumn<T>)source).Values;
        var into = _values.Extend(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            into[i] = from[rows[i]];
        }
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        _values.Clear();
    }

    /// <inheritdoc/>
    protected override void AddPlaceholder() => _values.Add(default(T));
}
