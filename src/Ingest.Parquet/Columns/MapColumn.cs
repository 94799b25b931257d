using Ingest.Core.Buffers;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Columns;

/// <summary>A column of maps: keys and values of all rows end to end and, for each row, where its pairs end.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
public sealed class MapColumn : Column
{
    private readonly ColumnBuffer<int> _ends = new();
    private readonly ColumnBuffer<int> _gathered = new();

    /// <summary>Creates an empty column.</summary>
    public MapColumn(ColumnSchema schema)
        : base(schema)
    {
        Keys = new TextColumn(new ColumnSchema(schema.KeyId, "key", ColumnType.String, IsRequired: true));
        Values = Create(schema.Value! with { Name = "value" });
    }

    /// <inheritdoc/>
    public override int Count => _ends.Count;

    /// <summary>Keys of all pairs.</summary>
    public TextColumn Keys { get; }

    /// <summary>Values of all pairs, beside <see cref="Keys"/>.</summary>
    public Column Values { get; }

    /// <summary>For each row, the number of pairs of all rows up to and including it.</summary>
    public ReadOnlySpan<int> Ends => _ends.Values;

    /// <summary>Closes a row: the pairs that were appended to <see cref="Keys"/> and <see cref="Values"/> since the row before are its own.</summary>
    public void EndRow()
    {
        NotePresent();
        _ends.Add(Keys.Count);
    }

    /// <summary>Closes a row whose pairs, and perhaps those of rows behind it, were appended already.</summary>
    /// <param name="end">Number of pairs of all rows up to and including it.</param>
    /// <param name="hasValue">False for a row without a map.</param>
    /// <exception cref="InvalidOperationException">The column is required, and the row has no map.</exception>
    internal void EndRowAt(int end, bool hasValue)
    {
        Note(hasValue);
        _ends.Add(end);
    }

    /// <inheritdoc/>
    public override void AddRows(Column source, ReadOnlySpan<int> rows)
    {
        NotePresent(source, rows);
        var from = ((MapColumn)source).Ends;
        var ends = _ends.Extend(rows.Length);
        var end = Keys.Count;
        _gathered.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            for (var pair = row == 0 ? 0 : from[row - 1]; pair < from[row]; pair++)
            {
                _gathered.Add(pair);
            }

            ends[i] = end + _gathered.Count;
        }

        Keys.AddRows(((MapColumn)source).Keys, _gathered.Values);
        Values.AddRows(((MapColumn)source).Values, _gathered.Values);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        _ends.Clear();
        Keys.Clear();
        Values.Clear();
    }

    /// <inheritdoc/>
    protected override void AddPlaceholder() => _ends.Add(Keys.Count);
}
