using System.Runtime.CompilerServices;

namespace Ingest.Parquet.Encodings;

/// <summary>The different values of a column chunk, compared bit by bit, and for each value its number.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class FixedDictionary<T>
    where T : unmanaged
{
    private readonly DictionaryTable _table = new();
    private readonly T[] _entries = new T[DictionaryLimits.EntriesMax];

    /// <summary>The different values.</summary>
    public ReadOnlySpan<T> Entries => _entries.AsSpan(0, _table.Count);

    /// <summary>Numbers the values; false when it is clear on the way that a dictionary will not pay.</summary>
    public bool TryBuild(ReadOnlySpan<T> values, Span<int> indexes)
    {
        _table.Clear();
        var before = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (i == 0 || !AreSame(values[i], _entries[before]))
            {
                before = Find(values[i]);
                if (before < 0 || DictionaryLimits.AreExceeded(i, _table.Count, _table.Steps))
                {
                    return false;
                }
            }

            indexes[i] = before;
        }

        return true;
    }

    private int Find(T value)
    {
        var (low, high) = Bits(value);
        var hash = TextHash.Of(low, high);
        var slot = DictionaryTable.FirstSlot(hash);
        int entry;
        while ((entry = _table.Next(hash, ref slot)) >= 0)
        {
            if (AreSame(_entries[entry], value))
            {
                return entry;
            }
        }

        if (_table.Count == DictionaryLimits.EntriesMax)
        {
            return -1;
        }

        entry = _table.Insert(hash, slot);
        _entries[entry] = value;
        return entry;
    }

    private static bool AreSame(T a, T b) => Bits(a) == Bits(b);

    // The sizes are constants of T, so that one line is left of it.
    private static (ulong Low, ulong High) Bits(T value) => Unsafe.SizeOf<T>() switch
    {
        sizeof(int) => (Unsafe.BitCast<T, uint>(value), 0),
        sizeof(long) => (Unsafe.BitCast<T, ulong>(value), 0),
        _ => Unsafe.BitCast<T, (ulong, ulong)>(value),
    };
}
