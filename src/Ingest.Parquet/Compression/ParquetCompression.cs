namespace Ingest.Parquet.Compression;

/// <summary>How the pages of a file are compressed.</summary>
public enum ParquetCompression
{
    /// <summary>Zstandard where the system has its library, else Snappy.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>Snappy: half as small as Zstandard, and needs no library.</summary>
    Snappy,

    /// <summary>Gzip: small and slow, for readers that know nothing else.</summary>
    Gzip,

    /// <summary>Zstandard, through the system's libzstd.</summary>
    Zstd,
}
