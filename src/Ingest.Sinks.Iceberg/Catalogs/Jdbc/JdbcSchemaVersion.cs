namespace Ingest.Sinks.Iceberg.Catalogs.Jdbc;

/// <summary>Version of the JDBC catalog's tables, as Java numbers them.</summary>
public enum JdbcSchemaVersion
{
    /// <summary>Without the column <c>iceberg_type</c>: what Java makes by default.</summary>
    V0,

    /// <summary>With it, so that views may stand beside tables.</summary>
    V1,
}
