using Ingest.Core.Buffers;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Columns;

/// <summary>A column of UTF-8 texts: their bytes end to end and, for each row, where it ends. An empty text is a value.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
public sealed class TextColumn(ColumnSchema schema) : Column(schema)
{
    private readonly ColumnBuffer<byte> _bytes = new();
    private readonly ColumnBuffer<int> _ends = new();

    /// <inheritdoc/>
    public override int Count => _ends.Count;

    /// <summary>All bytes, end to end.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Values;

    /// <summary>For each row, where its text ends in <see cref="Bytes"/>: it begins where that of the row before ends.</summary>
    public ReadOnlySpan<int> Ends => _ends.Values;

    /// <summary>The text of one row; empty when it has none.</summary>
    public ReadOnlySpan<byte> this[int row] => _bytes.Values[(row == 0 ? 0 : _ends.Values[row - 1]).._ends.Values[row]];

    /// <summary>Appends a row.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        NotePresent();
        _bytes.Add(text);
        _ends.Add(_bytes.Count);
    }

    /// <inheritdoc/>
    public override void AddRows(Column source, ReadOnlySpan<int> rows)
    {
        var texts = (TextColumn)source;
        foreach (var row in rows)
        {
            if (source.HasValue(row))
            {
                Add(texts[row]);
            }
            else
            {
                AddNull();
            }
        }
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        _bytes.Clear();
        _ends.Clear();
    }

    /// <inheritdoc/>
    protected override void AddPlaceholder() => _ends.Add(_bytes.Count);
}
