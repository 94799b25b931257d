namespace Ingest.Parquet.Schema;

/// <summary>How Parquet stores a value, by its numbers.</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}
