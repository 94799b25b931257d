using System.Numerics;
using Ingest.Parquet.Compression;

namespace Ingest.Parquet.Writing;

/// <summary>How a file is written.</summary>
public sealed class ParquetOptions
{
    /// <summary>How pages are compressed. Default: Zstandard where the system has it, else Snappy.</summary>
    public ParquetCompression Compression { get; init; } = ParquetCompression.Auto;

    /// <summary>Level of Zstandard (1 to 19) or Gzip (1 to 9). Default 1: behind dictionaries level 3 saves less than a hundredth.</summary>
    public int CompressionLevel { get; init; } = 1;

    /// <summary>
    /// Rows of a row group at most. Default 100,000: readers skip whole groups by their bounds, and can read ten at once of a file of a million rows, which as one
    /// group would be a hundredth smaller. Much smaller groups repeat dictionaries and make the footer longer than what they spare.
    /// </summary>
    public int RowGroupRows { get; init; } = 100_000;

    /// <summary>Bytes of a row group at most, as they lie in memory; one row is always taken. Default 128 MiB: what a reader must be able to hold.</summary>
    public long RowGroupBytes { get; init; } = 128L << 20;

    /// <summary>Rows of a page at most. Default 20,000: five of them to a row group, each with its bounds in the page index, which is 3 in 1,000 of the file then.</summary>
    public int PageRows { get; init; } = 20_000;

    /// <summary>Bytes of a page at most, before compression; one row is always taken. Default 1 MiB.</summary>
    public int PageBytes { get; init; } = 1 << 20;

    /// <summary>Field ids of the columns that get a Bloom filter, for look-ups of single values that bounds cannot exclude. Default: none.</summary>
    public IReadOnlySet<int> BloomFilterFields { get; init; } = new HashSet<int>();

    /// <summary>Bytes of a Bloom filter at most, a power of two. Default 128 KiB: a false answer in a hundred with 100,000 different values.</summary>
    public int BloomFilterBytesMax { get; init; } = 128 * 1024;

    /// <summary>Refuses options that no file can be written with.</summary>
    /// <exception cref="ArgumentException">The message names the option and its bound.</exception>
    internal static void Require(ParquetOptions options)
    {
        foreach (var (name, value) in new (string, long)[]
        {
            (nameof(RowGroupRows), options.RowGroupRows),
            (nameof(RowGroupBytes), options.RowGroupBytes),
            (nameof(PageRows), options.PageRows),
            (nameof(PageBytes), options.PageBytes),
        })
        {
            if (value < 1)
            {
                throw new ArgumentException($"{name} is {value}: it has to be 1 at least.", nameof(options));
            }
        }

        const int blockBytes = 32;
        var filterBytes = options.BloomFilterBytesMax;
        if (filterBytes < blockBytes || !BitOperations.IsPow2(filterBytes))
        {
            throw new ArgumentException($"{nameof(BloomFilterBytesMax)} is {filterBytes}: it has to be a power of two, {blockBytes} at least.", nameof(options));
        }
    }
}
