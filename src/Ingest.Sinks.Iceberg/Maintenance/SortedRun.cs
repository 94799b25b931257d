using Ingest.Parquet;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Reading;
using Ingest.Parquet.Schema;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Rows of a file in order, one row group in memory at a time.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class SortedRun : IDisposable
{
    private readonly string _path;
    private readonly ParquetReader _reader;
    private readonly RowOrder _order;
    private readonly RecordBatch _before;
    private readonly int _endGroup;
    private int _nextGroup;
    private int[] _rows = [];
    private int _count;
    private int _position;

    /// <summary>The rows of some row groups, which are in order from one to the next.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="groups">The first row group, and the one after the last.</param>
    /// <param name="schema">The columns that are wanted.</param>
    /// <param name="order">The order.</param>
    /// <exception cref="ParquetException">The file is damaged, or not supported.</exception>
    public SortedRun(string path, ReadOnlyMemory<byte> bytes, (int Begin, int End) groups, RecordSchema schema, RowOrder order)
    {
        (_path, _order, _nextGroup, _endGroup) = (path, order, groups.Begin, groups.End);
        _reader = ParquetReader.Open(bytes);
        Batch = new RecordBatch(schema);
        _before = new RecordBatch(schema);
    }

    /// <summary>The row group that is in memory.</summary>
    public RecordBatch Batch { get; }

    /// <summary>Number of the next row in it.</summary>
    public int Row => _rows[_position];

    /// <summary>Numbers of the rows in it that are left, in order.</summary>
    public ReadOnlySpan<int> Left => _rows.AsSpan(_position, _count - _position);

    /// <summary>Goes on by as many rows of <see cref="Left"/>; false at the end.</summary>
    /// <exception cref="DamagedFileException">The file is damaged, or its row groups are not in order.</exception>
    public bool TrySkip(int rows)
    {
        _position += rows;
        while (_position == _count)
        {
            if (_nextGroup == _endGroup)
            {
                return false;
            }

            ReadGroup(_nextGroup++);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void ReadGroup(int group)
    {
        _before.Clear();
        if (_count > 0)
        {
            _before.AddRows(Batch, _rows.AsSpan(_count - 1, 1));
        }

        Batch.Clear();
        try
        {
            _reader.ReadRowGroup(group, Batch);
        }
        catch (ParquetException fault)
        {
            throw new DamagedFileException(_path, fault.Message, fault);
        }

        Arrange();
        if (_before.RowCount > 0 && _count > 0 && _order.Compare(_before, 0, Batch, _rows[0]) > 0)
        {
            throw new DamagedFileException(_path, "its rows are not in the order that its manifest says");
        }
    }

    // Within a row group the order is made rather than trusted; mostly it is there.
    private void Arrange()
    {
        (_count, _position) = (Batch.RowCount, 0);
        if (_rows.Length < _count)
        {
            _rows = new int[_count];
        }

        var isSorted = true;
        for (var row = 0; row < _count; row++)
        {
            _rows[row] = row;
            isSorted &= row == 0 || _order.Compare(Batch, row - 1, Batch, row) <= 0;
        }

        if (!isSorted)
        {
            _rows.AsSpan(0, _count).Sort((one, other) => _order.Compare(Batch, one, Batch, other) is var order and not 0 ? order : one.CompareTo(other));
        }
    }
}
