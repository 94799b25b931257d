namespace Ingest.Core.Buffers;

/// <summary>One column of texts: their bytes end to end, the end offset of each that is not empty, and a bit that says which those are.</summary>
/// <remarks>Hot path: no allocation per event. An empty text, which most of an event's are, costs a bit and not four bytes.</remarks>
public sealed class Utf8Column
{
    private readonly BitColumn _present = new();
    private readonly ColumnBuffer<byte> _bytes = new();
    private readonly ColumnBuffer<int> _ends = new();

    /// <summary>Number of texts.</summary>
    public int Count => _present.Count;

    /// <summary>All bytes, end to end.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Values;

    /// <summary>The text of one row. Walks over the rows before it: a whole column is read by <see cref="GetEnumerator"/>.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            if (!_present[row])
            {
                return default;
            }

            var index = _present.CountBefore(row);
            var start = index == 0 ? 0 : _ends.Values[index - 1];
            return _bytes.Values[start.._ends.Values[index]];
        }
    }

    /// <summary>Appends one text.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        _present.Add(!text.IsEmpty);
        if (!text.IsEmpty)
        {
            _bytes.Add(text);
            _ends.Add(_bytes.Count);
        }
    }

    /// <summary>Removes every text, keeping the memory.</summary>
    public void Clear()
    {
        _present.Clear();
        _bytes.Clear();
        _ends.Clear();
    }

    /// <summary>The texts in row order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks over the texts.</summary>
    public ref struct Enumerator
    {
        private readonly BitColumn _present;
        private readonly ReadOnlySpan<byte> _bytes;
        private readonly ReadOnlySpan<int> _ends;
        private int _row = -1;
        private int _index;
        private int _end;

        internal Enumerator(Utf8Column column)
        {
            _present = column._present;
            _bytes = column._bytes.Values;
            _ends = column._ends.Values;
        }

        /// <summary>The text of the row.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Where it begins in <see cref="Bytes"/>.</summary>
        public int Start { get; private set; }

        /// <summary>Goes to the next row; false behind the last.</summary>
        public bool MoveNext()
        {
            if (++_row >= _present.Count)
            {
                return false;
            }

            Start = _end;
            _end = _present[_row] ? _ends[_index++] : _end;
            Current = _bytes[Start.._end];
            return true;
        }
    }
}
