using System.Buffers.Binary;
using Ingest.Core.Buffers;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Writing;

/// <summary>
/// Levels of a map's keys or values. A row's first pair has repetition level 0, the others 1; a row without pairs has one entry, whose definition level
/// says whether the map is empty or null.
/// </summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class MapLevels(PresenceBits presence) : LeafLevels
{
    private readonly PresenceBits _maps = new();
    private readonly ColumnBuffer<int> _definitions = new();
    private readonly ColumnBuffer<int> _repetitions = new();
    private MapColumn _column = null!;
    private Leaf _leaf = null!;
    private int _start;

    /// <inheritdoc/>
    public override int ValueCount => presence.Rows;

    /// <inheritdoc/>
    public override int PresentCount => presence.Count;

    /// <summary>Takes the keys or values of a range of a column's rows.</summary>
    public void Load(Leaf leaf, MapColumn column, int start, int count)
    {
        (_leaf, _column, _start) = (leaf, column, start);
        _maps.Load(column.Present, start, count);
        presence.Load(leaf.Schema.IsRequired ? null : column.Values.Present, FirstPair(0), FirstPair(count) - FirstPair(0));
    }

    /// <summary>The first pair of the chunk's row, or the one behind the row before it.</summary>
    public int FirstPair(int row) => _start + row == 0 ? 0 : _column.Ends[_start + row - 1];

    /// <inheritdoc/>
    public override int PresentIn(int row, int rows) => presence.CountIn(FirstPair(row) - FirstPair(0), FirstPair(row + rows) - FirstPair(row));

    /// <inheritdoc/>
    public override int EntriesIn(int row, int rows)
    {
        var entries = 0;
        var first = FirstPair(row);
        foreach (var end in _column.Ends.Slice(_start + row, rows))
        {
            entries += Math.Max(1, end - first);
            first = end;
        }

        return entries;
    }

    /// <inheritdoc/>
    public override void Write(int row, int rows, ByteBuffer page)
    {
        _definitions.Clear();
        _repetitions.Clear();
        var maps = _maps.Slice(row, rows);
        var pairs = presence.Slice(FirstPair(row) - FirstPair(0), FirstPair(row + rows) - FirstPair(row));
        var empty = _column.Schema.IsRequired ? 0 : 1;
        var absent = _leaf.DefinitionMax - (_leaf.Schema.IsRequired ? 0 : 1);
        var origin = FirstPair(row);
        var first = 0;
        for (var i = 0; i < rows; i++)
        {
            var end = _column.Ends[_start + row + i] - origin;
            if (first == end)
            {
                _definitions.Add(Bit(maps, i) ? empty : 0);
                _repetitions.Add(0);
            }

            for (var pair = first; pair < end; pair++)
            {
                _definitions.Add(Bit(pairs, pair) ? _leaf.DefinitionMax : absent);
                _repetitions.Add(pair == first ? 0 : 1);
            }

            first = end;
        }

        Write(_repetitions.Values, 1, page);
        Write(_definitions.Values, HybridEncoder.Width(_leaf.DefinitionMax + 1), page);
    }

    private static void Write(ReadOnlySpan<int> levels, int width, ByteBuffer page)
    {
        var start = page.Length;
        page.AddInt32(0);
        HybridEncoder.Encode(levels, width, page);
        BinaryPrimitives.WriteInt32LittleEndian(page.Edit(start, sizeof(int)), page.Length - start - sizeof(int));
    }

    private static bool Bit(ReadOnlySpan<ulong> words, int index) => (words[index / 64] >> (index % 64) & 1) != 0;
}
