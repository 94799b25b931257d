using System.Numerics;

namespace Ingest.Core.Buffers;

/// <summary>One column of yes and no: a bit for each row.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class BitColumn
{
    private const int WordBits = 64;

    private readonly ColumnBuffer<ulong> _words = new();

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The bit of one row.</summary>
    public bool this[int row] => (_words.Values[row / WordBits] >> (row % WordBits) & 1) != 0;

    /// <summary>Appends a row.</summary>
    public void Add(bool value)
    {
        if (Count % WordBits == 0)
        {
            _words.Add(0);
        }

        _words.Last |= (value ? 1UL : 0) << (Count % WordBits);
        Count++;
    }

    /// <summary>How many rows before this one say yes. Walks over them: for single rows, not for a whole column.</summary>
    public int CountBefore(int row)
    {
        var count = 0;
        foreach (var word in _words.Values[..(row / WordBits)])
        {
            count += BitOperations.PopCount(word);
        }

        return row % WordBits == 0 ? count : count + BitOperations.PopCount(_words.Values[row / WordBits] << (WordBits - (row % WordBits)));
    }

    /// <summary>Removes every row, keeping the memory.</summary>
    public void Clear()
    {
        _words.Clear();
        Count = 0;
    }
}
