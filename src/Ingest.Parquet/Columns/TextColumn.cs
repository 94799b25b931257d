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
        NotePresent(source, rows);
        var texts = (TextColumn)source;
        var from = texts.Ends;
        var ends = _ends.Extend(rows.Length);
        var start = _bytes.Count;
        var end = start;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            end = checked(end + from[row] - (row == 0 ? 0 : from[row - 1]));
            ends[i] = end;
        }

        // A row without a value has no bytes, so that it needs no case of its own.
        var bytes = texts.Bytes;
        var into = _bytes.Extend(end - start);
        foreach (var row in rows)
        {
            var text = bytes[(row == 0 ? 0 : from[row - 1])..from[row]];
            text.CopyTo(into);
            into = into[text.Length..];
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
