namespace Ingest.Parquet.Encodings;

/// <summary>When a column's values are worth a dictionary. Measured on the values themselves, so that no setting has to be right.</summary>
internal static class DictionaryLimits
{
    /// <summary>Entries that a dictionary may have: places of at most 16 bits.</summary>
    public const int EntriesMax = 64 * 1024;

    /// <summary>Bytes that a dictionary may have: readers keep the whole of it in memory while they read the column.</summary>
    public const int BytesMax = 1024 * 1024;

    // Of so many values more than half are new: identifiers of rows, not of things.
    private const int SampleValues = 4096;

    // Texts that were chosen to collide walk over each other's places. Honest ones take 1.5 steps.
    private const int StepsPerValueMax = 8;

    // Asked of every so many values, since asking takes a tenth of numbering them.
    private const int CheckedValues = 256;

    /// <summary>True when a sample of the values has shown that a dictionary will not pay.</summary>
    public static bool AreExceeded(int values, int entries, long steps) =>
        values % CheckedValues == 0 && values >= SampleValues && (entries > values / 2 || steps / StepsPerValueMax > values);

    /// <summary>Bytes of the pages of places.</summary>
    public static long IndexBytes(int values, int entries) => (long)values * HybridEncoder.Width(entries) / 8;
}
