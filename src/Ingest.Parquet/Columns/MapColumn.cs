using Ingest.Core.Buffers;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Columns;

/// <summary>A column of maps: keys and values of all rows end to end and, for each row, where its pairs end.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
public sealed class MapColumn : Column
{
    private readonly ColumnBuffer<int> _ends = new();

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

    /// <inheritdoc/>
    public override void AddRows(Column source, ReadOnlySpan<int> rows)
    {
        var maps = (MapColumn)source;
        foreach (var row in rows)
        {
            if (!source.HasValue(row))
            {
                AddNull();
                continue;
            }

            for (var pair = row == 0 ? 0 : maps.Ends[row - 1]; pair < maps.Ends[row]; pair++)
            {
                Keys.AddRows(maps.Keys, [pair]);
                Values.AddRows(maps.Values, [pair]);
            }

            EndRow();
        }
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
