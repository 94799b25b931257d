namespace Ingest.Parquet.Schema;

/// <summary>What a column holds: the types of an Iceberg table that this project writes, each with its Parquet form.</summary>
public enum ColumnType
{
    /// <summary>Yes or no. Parquet BOOLEAN; one byte in memory, 0 or 1.</summary>
    Boolean,

    /// <summary>32-bit number. Parquet INT32.</summary>
    Int,

    /// <summary>64-bit number. Parquet INT64.</summary>
    Long,

    /// <summary>64-bit floating point. Parquet DOUBLE.</summary>
    Double,

    /// <summary>Unscaled number of at most 18 digits. Parquet INT64, DECIMAL.</summary>
    Decimal,

    /// <summary>Days since 1970-01-01. Parquet INT32, DATE.</summary>
    Date,

    /// <summary>Microseconds since 1970-01-01 UTC: Iceberg's timestamptz. Parquet INT64, TIMESTAMP(MICROS, adjusted to UTC).</summary>
    Timestamp,

    /// <summary>UTF-8 text. Parquet BYTE_ARRAY, STRING.</summary>
    String,

    /// <summary>UUID. Parquet FIXED_LEN_BYTE_ARRAY(16), UUID, most significant byte first.</summary>
    Uuid,

    /// <summary>Pairs of a text, which is required, and a value. Parquet MAP: three levels, <c>key_value</c>, <c>key</c> and <c>value</c>.</summary>
    Map,
}
