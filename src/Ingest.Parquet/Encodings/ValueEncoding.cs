namespace Ingest.Parquet.Encodings;

/// <summary>How a page's values are written, by Parquet's numbers; those that are written and read here.</summary>
internal enum ValueEncoding
{
    Plain = 0,

    /// <summary>What dictionary pages and the pages that use them were called at first; read, never written.</summary>
    PlainDictionary = 2,

    /// <summary>Runs and bit-packed groups: levels.</summary>
    Rle = 3,
    DeltaBinaryPacked = 5,
    RleDictionary = 8,
}
