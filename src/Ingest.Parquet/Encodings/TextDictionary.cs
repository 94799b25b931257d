namespace Ingest.Parquet.Encodings;

/// <summary>The different texts of a column chunk, and for each value the number of its text.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class TextDictionary
{
    private readonly DictionaryTable _table = new();
    private readonly int[] _starts = new int[DictionaryLimits.EntriesMax + 1];
    private readonly int[] _ends = new int[DictionaryLimits.EntriesMax + 1];

    /// <summary>Number of different texts.</summary>
    public int Count => _table.Count;

    /// <summary>Bytes of the different texts, in PLAIN encoding.</summary>
    public long Bytes { get; private set; }

    /// <summary>Where the text of a number lies.</summary>
    public Range this[int entry] => _starts[entry].._ends[entry];

    /// <summary>Numbers the texts; false when it is clear on the way that a dictionary will not pay.</summary>
    /// <param name="bytes">The bytes that the texts lie in, end to end.</param>
    /// <param name="start">Where the first begins.</param>
    /// <param name="ends">Where each ends.</param>
    /// <param name="indexes">Takes the number of each.</param>
    public bool TryBuild(ReadOnlySpan<byte> bytes, int start, ReadOnlySpan<int> ends, Span<int> indexes)
    {
        _table.Clear();
        Bytes = 0;
        var before = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            var text = bytes[start..ends[i]];
            // Rows are sorted, so that the text of the row before is the likeliest.
            if (i == 0 || !text.SequenceEqual(bytes[_starts[before].._ends[before]]))
            {
                before = Find(bytes, start, text);
                if (before < 0 || DictionaryLimits.AreExceeded(i, _table.Count, _table.Steps))
                {
                    return false;
                }
            }

            indexes[i] = before;
            start = ends[i];
        }

        return true;
    }

    private int Find(ReadOnlySpan<byte> bytes, int start, ReadOnlySpan<byte> text)
    {
        var hash = TextHash.Of(text);
        var slot = DictionaryTable.FirstSlot(hash);
        int entry;
        while ((entry = _table.Next(hash, ref slot)) >= 0)
        {
            if (text.SequenceEqual(bytes[_starts[entry].._ends[entry]]))
            {
                return entry;
            }
        }

        if (_table.Count == DictionaryLimits.EntriesMax || Bytes > DictionaryLimits.BytesMax)
        {
            return -1;
        }

        entry = _table.Insert(hash, slot);
        (_starts[entry], _ends[entry]) = (start, start + text.Length);
        Bytes += sizeof(int) + text.Length;
        return entry;
    }
}
