using Ingest.Core.Buffers;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Columns;

/// <summary>
/// One column of a <see cref="RecordBatch"/>, as Arrow lays it out: every row has its place, whether it has a value or not, so that any row can
/// be read by its number.
/// </summary>
/// <remarks>Hot path: no allocation per row.</remarks>
public abstract class Column
{
    private readonly BitColumn? _present;

    private protected Column(ColumnSchema schema)
    {
        Schema = schema;
        _present = schema.IsRequired ? null : new BitColumn();
    }

    /// <summary>What the column holds.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>Number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Which rows have a value; null when every row must.</summary>
    public BitColumn? Present => _present;

    /// <summary>The column for a schema.</summary>
    public static Column Create(ColumnSchema schema) => schema.Type switch
    {
        ColumnType.Boolean => new FixedColumn<byte>(schema),
        ColumnType.Int or ColumnType.Date => new FixedColumn<int>(schema),
        ColumnType.Long or ColumnType.Decimal or ColumnType.Timestamp => new FixedColumn<long>(schema),
        ColumnType.Double => new FixedColumn<double>(schema),
        ColumnType.Uuid => new FixedColumn<Guid>(schema),
        ColumnType.String => new TextColumn(schema),
        ColumnType.Map => new MapColumn(schema),
        _ => throw new ArgumentOutOfRangeException(nameof(schema), schema.Type, "A column has a type."),
    };

    /// <summary>True when a row has a value.</summary>
    public bool HasValue(int row) => _present is null || _present[row];

    /// <summary>Appends a row without a value.</summary>
    /// <exception cref="InvalidOperationException">The column is required.</exception>
    public void AddNull()
    {
        Note(hasValue: false);
        AddPlaceholder();
    }

    /// <summary>Appends rows of a column of the same type, in the order of their numbers.</summary>
    public abstract void AddRows(Column source, ReadOnlySpan<int> rows);

    /// <summary>Removes every row, keeping the memory.</summary>
    public virtual void Clear() => _present?.Clear();

    /// <summary>Notes that the row being appended has a value.</summary>
    protected void NotePresent() => _present?.Add(value: true);

    /// <summary>Notes which of the rows being appended have a value.</summary>
    /// <exception cref="InvalidOperationException">The column is required, and a row has none.</exception>
    protected void NotePresent(Column source, ReadOnlySpan<int> rows)
    {
        if (_present is null)
        {
            RequireAll(source, rows);
        }
        else if (source._present is { } present)
        {
            _present.AddRows(present, rows);
        }
        else
        {
            foreach (var _ in rows)
            {
                _present.Add(value: true);
            }
        }
    }

    /// <summary>Notes whether the row being appended has a value.</summary>
    /// <exception cref="InvalidOperationException">The column is required, and it has none.</exception>
    private protected void Note(bool hasValue)
    {
        if (_present is not null)
        {
            _present.Add(hasValue);
        }
        else if (!hasValue)
        {
            throw Required();
        }
    }

    /// <summary>Takes the place of a row without a value.</summary>
    protected abstract void AddPlaceholder();

    private void RequireAll(Column source, ReadOnlySpan<int> rows)
    {
        foreach (var row in source._present is null ? [] : rows)
        {
            if (!source.HasValue(row))
            {
                throw Required();
            }
        }
    }

    private InvalidOperationException Required() => new($"The column {Schema.Name} is required: every row has a value.");
}
