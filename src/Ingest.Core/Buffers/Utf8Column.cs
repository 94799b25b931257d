namespace Ingest.Core.Buffers;

/// <summary>One column of texts: their bytes end to end, and the end offset of each.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class Utf8Column
{
    private readonly ColumnBuffer<byte> _bytes = new();
    private readonly ColumnBuffer<int> _ends = new();

    /// <summary>Number of texts.</summary>
    public int Count => _ends.Count;

    /// <summary>All bytes, end to end.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Values;

    /// <summary>End offset in <see cref="Bytes"/> of each text.</summary>
    public ReadOnlySpan<int> Ends => _ends.Values;

    /// <summary>The text of one row.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : _ends.Values[row - 1];
            return _bytes.Values[start.._ends.Values[row]];
        }
    }

    /// <summary>Appends one text.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        _bytes.Add(text);
        _ends.Add(_bytes.Count);
    }

    /// <summary>Removes every text, keeping the memory.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _ends.Clear();
    }
}
