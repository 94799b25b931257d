using System.Numerics;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Filters;
using Ingest.Parquet.Statistics;

namespace Ingest.Parquet.Writing;

/// <summary>The values of a column chunk that are there, end to end, and the encoding that suits them.</summary>
/// <remarks>Hot path: no allocation per row. Kept from chunk to chunk.</remarks>
internal abstract class ChunkValues
{
    // A dictionary costs readers a look-up for each value: it has to spare a tenth.
    private const double DictionaryGain = 0.9;

    /// <summary>Number of values.</summary>
    public int Count { get; protected set; }

    /// <summary>How they are written.</summary>
    public ValueEncoding Encoding { get; protected set; }

    /// <summary>Different values, where there is a dictionary.</summary>
    public abstract int DictionaryCount { get; }

    /// <summary>Values of the chunk that are NaN, once its pages were measured.</summary>
    public virtual int NanCount => 0;

    /// <summary>Takes a range of a column's rows and chooses the encoding.</summary>
    public abstract void Load(Column column, int start, PresenceBits presence);

    /// <summary>Appends the dictionary.</summary>
    public abstract void WriteDictionary(ByteBuffer page);

    /// <summary>Bytes of values before encoding.</summary>
    public abstract long BytesOf(int first, int count);

    /// <summary>Appends values.</summary>
    public abstract void Write(int first, int count, ByteBuffer page);

    /// <summary>Finds the bounds of a page's values; false when they have none.</summary>
    public abstract bool Measure(int first, int count);

    /// <summary>Appends the page's lower or upper bound.</summary>
    public abstract void AddPageBound(bool isUpper, ByteBuffer statistics);

    /// <summary>Appends the lower or upper bound of all pages that were measured; true when it is a value and not a shortened one.</summary>
    public abstract bool AddChunkBound(bool isUpper, ByteBuffer statistics);

    /// <summary>The lower or upper bound of all pages that were measured; null when there is none.</summary>
    public abstract Bound? ChunkBound(bool isUpper);

    /// <summary>Puts the values into a filter.</summary>
    public abstract void AddTo(BloomFilter filter);

    /// <summary>Appends the numbers of values in their dictionary.</summary>
    protected static void WriteIndexes(ReadOnlySpan<int> indexes, int entries, ByteBuffer page)
    {
        var width = HybridEncoder.Width(entries);
        page.Add((byte)width);
        HybridEncoder.Encode(indexes, width, page);
    }

    /// <summary>True when a dictionary is worth it.</summary>
    protected static bool IsWorth(long dictionaryBytes, int values, int entries, long otherBytes) =>
        dictionaryBytes + DictionaryLimits.IndexBytes(values, entries) < otherBytes * DictionaryGain;

    /// <summary>Copies the values of the rows that have one.</summary>
    protected static void Compact<T>(ReadOnlySpan<T> rows, PresenceBits presence, Span<T> into)
    {
        if (presence.AreAll)
        {
            rows[..presence.Rows].CopyTo(into);
            return;
        }

        var next = 0;
        for (var i = 0; i < presence.Words.Length; i++)
        {
            for (var word = presence.Words[i]; word != 0; word &= word - 1)
            {
                into[next++] = rows[(i * 64) + BitOperations.TrailingZeroCount(word)];
            }
        }
    }
}
