namespace Ingest.Parquet.Compression;

/// <summary>Which compressions there are here, and their codecs.</summary>
public static class PageCodecs
{
    /// <summary>True when files can be written and read with a compression; else the reason and the remedy.</summary>
    public static bool IsAvailable(ParquetCompression compression, out string? reason)
    {
        reason = compression == ParquetCompression.Zstd && !ZstdLibrary.IsPresent
            ? $"Zstandard needs the system's library {ZstdLibrary.Name}, which cannot be loaded: install it (Debian: libzstd1), or choose Snappy or Gzip."
            : null;
        return reason is null;
    }

    /// <summary>What <see cref="ParquetCompression.Auto"/> stands for here.</summary>
    public static ParquetCompression Resolve(ParquetCompression compression) =>
        compression != ParquetCompression.Auto ? compression : ZstdLibrary.IsPresent ? ParquetCompression.Zstd : ParquetCompression.Snappy;

    /// <summary>The codec of a compression.</summary>
    /// <exception cref="NotSupportedException">The system does not have it; the message says what to do.</exception>
    internal static PageCodec Create(ParquetCompression compression, int level)
    {
        if (!IsAvailable(compression, out var reason))
        {
            throw new NotSupportedException(reason);
        }

        return Resolve(compression) switch
        {
            ParquetCompression.None => new PlainCodec(),
            ParquetCompression.Snappy => new SnappyCodec(),
            ParquetCompression.Gzip => new GzipCodec(level),
            ParquetCompression.Zstd => new ZstdCodec(level),
            _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "There is no such compression."),
        };
    }

    /// <summary>The codec of a number in Parquet's metadata.</summary>
    /// <exception cref="ParquetException">It is not supported, or not here.</exception>
    internal static PageCodec Find(int parquetNumber, string part)
    {
        ParquetCompression? compression = parquetNumber switch
        {
            0 => ParquetCompression.None,
            1 => ParquetCompression.Snappy,
            2 => ParquetCompression.Gzip,
            6 => ParquetCompression.Zstd,
            _ => null,
        };
        if (compression is not { } known)
        {
            throw ParquetException.Unsupported(part, $"is compressed with codec {parquetNumber}");
        }

        return IsAvailable(known, out var reason) ? Create(known, level: 1) : throw new ParquetException($"The Parquet file cannot be read here: {reason}");
    }
}
