using System.Numerics;
using Ingest.Core.Buffers;

namespace Ingest.Parquet.Writing;

/// <summary>Which rows of a range have a value, a bit each, the range's first in the lowest bit of the first word.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class PresenceBits
{
    private const int WordBits = 64;

    private ulong[] _words = [];
    private ulong[] _slice = [];

    /// <summary>Rows of the range.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows that have a value.</summary>
    public int Count { get; private set; }

    /// <summary>True when all have; the words are not there then.</summary>
    public bool AreAll => Count == Rows;

    /// <summary>The bits; behind the last they are 0.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, WordsOf(Rows));

    /// <summary>Takes a range of a column's rows; all have a value where there are no bits.</summary>
    public void Load(BitColumn? present, int start, int count)
    {
        Rows = count;
        Count = count;
        if (present is null)
        {
            return;
        }

        Array.Resize(ref _words, Math.Max(_words.Length, WordsOf(count)));
        Copy(present.Words, start, count, _words);
        Count = 0;
        foreach (var word in Words)
        {
            Count += BitOperations.PopCount(word);
        }
    }

    /// <summary>Rows of a part of the range that have a value.</summary>
    public int CountIn(int start, int count)
    {
        if (AreAll || Count == 0)
        {
            return AreAll ? count : 0;
        }

        return CountBefore(start + count) - CountBefore(start);
    }

    /// <summary>The bits of a part of the range. Valid until the next call.</summary>
    public ReadOnlySpan<ulong> Slice(int start, int count)
    {
        Array.Resize(ref _slice, Math.Max(_slice.Length, WordsOf(count)));
        if (AreAll)
        {
            _slice.AsSpan(0, count / WordBits).Fill(ulong.MaxValue);
            if (count % WordBits != 0)
            {
                _slice[count / WordBits] = (1UL << (count % WordBits)) - 1;
            }
        }
        else
        {
            Copy(_words, start, count, _slice);
        }

        return _slice.AsSpan(0, WordsOf(count));
    }

    private int CountBefore(int row)
    {
        var count = 0;
        foreach (var word in _words.AsSpan(0, row / WordBits))
        {
            count += BitOperations.PopCount(word);
        }

        return row % WordBits == 0 ? count : count + BitOperations.PopCount(_words[row / WordBits] << (WordBits - (row % WordBits)));
    }

    private static int WordsOf(int rows) => (rows + WordBits - 1) / WordBits;

    private static void Copy(ReadOnlySpan<ulong> from, int start, int count, Span<ulong> into)
    {
        from = from[(start / WordBits)..];
        var shift = start % WordBits;
        for (var i = 0; i < WordsOf(count); i++)
        {
            var upper = shift == 0 || i + 1 >= from.Length ? 0 : from[i + 1] << (WordBits - shift);
            into[i] = (from[i] >> shift) | upper;
        }

        if (count % WordBits != 0)
        {
            into[count / WordBits] &= (1UL << (count % WordBits)) - 1;
        }
    }
}
