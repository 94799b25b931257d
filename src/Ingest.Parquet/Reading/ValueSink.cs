using Ingest.Parquet.Encodings;

namespace Ingest.Parquet.Reading;

/// <summary>Takes a chunk's pages and appends their values to a column.</summary>
internal abstract class ValueSink
{
    /// <summary>Takes the dictionary.</summary>
    /// <exception cref="ParquetException">It is damaged.</exception>
    public abstract void ReadDictionary(ReadOnlySpan<byte> bytes, int count, string part);

    /// <summary>Reads a page's values that are there.</summary>
    /// <exception cref="ParquetException">The page is damaged, or its encoding not supported.</exception>
    public abstract void ReadPage(ReadOnlySpan<byte> bytes, int count, ValueEncoding encoding, string part);

    /// <summary>Appends the page's next value.</summary>
    public abstract void AddNext();

    /// <summary>Appends a row without a value.</summary>
    public abstract void AddNull();

    /// <summary>Reads places in a dictionary.</summary>
    protected static void ReadIndexes(ReadOnlySpan<byte> bytes, Span<int> into, int entries, string part)
    {
        if (into.IsEmpty)
        {
            return;
        }

        if (bytes.IsEmpty)
        {
            throw ParquetException.Damaged(part, "ends too early");
        }

        HybridDecoder.Decode(bytes[1..], bytes[0], into, part);
        foreach (var index in into)
        {
            if ((uint)index >= (uint)entries)
            {
                throw ParquetException.Damaged(part, "names a value that its dictionary does not have");
            }
        }
    }

    /// <summary>What an encoding that is not read says.</summary>
    protected static ParquetException Unsupported(ValueEncoding encoding, string part) =>
        ParquetException.Unsupported(part, $"has values in encoding {(int)encoding}");
}
