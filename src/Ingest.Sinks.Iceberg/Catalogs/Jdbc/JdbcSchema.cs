namespace Ingest.Sinks.Iceberg.Catalogs.Jdbc;

/// <summary>Tables and statements of Iceberg's JDBC catalog, as Java and Python have them.</summary>
internal static class JdbcSchema
{
    /// <summary>-1 without tables, otherwise which version they are of: tables of version 1 say whether they are tables or views.</summary>
    public const string Look = """
        SELECT CASE
            WHEN to_regclass('iceberg_tables') IS NULL OR to_regclass('iceberg_namespace_properties') IS NULL THEN -1
            WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('iceberg_tables') AND attname = 'iceberg_type' AND NOT attisdropped) THEN 1
            ELSE 0 END
        """;

    /// <summary>Every namespace that has a table or a property.</summary>
    public const string ListNamespaces =
        "SELECT table_namespace FROM iceberg_tables WHERE catalog_name = $1 UNION SELECT namespace FROM iceberg_namespace_properties WHERE catalog_name = $1 ORDER BY 1";

    /// <summary>Adds a namespace, if it is not there.</summary>
    public const string InsertNamespace =
        "INSERT INTO iceberg_namespace_properties (catalog_name, namespace, property_key, property_value) VALUES ($1, $2, $3, 'true') ON CONFLICT DO NOTHING";

    private const string IsTable = " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)";

    // IF NOT EXISTS is no help against two at once: both find nothing, and one fails. The number is of this program alone.
    private const string Lock = "SELECT pg_advisory_xact_lock(7453010329853817461);";

    /// <summary>Creates the tables, within one transaction.</summary>
    public static string Create(bool isTyped) => $"""
        {Lock}
        CREATE TABLE IF NOT EXISTS iceberg_tables (
            catalog_name VARCHAR(255) NOT NULL,
            table_namespace VARCHAR(255) NOT NULL,
            table_name VARCHAR(255) NOT NULL,
            metadata_location VARCHAR(1000),
            previous_metadata_location VARCHAR(1000),
            {(isTyped ? "iceberg_type VARCHAR(5)," : "")}
            PRIMARY KEY (catalog_name, table_namespace, table_name));
        CREATE TABLE IF NOT EXISTS iceberg_namespace_properties (
            catalog_name VARCHAR(255) NOT NULL,
            namespace VARCHAR(255) NOT NULL,
            property_key VARCHAR(255),
            property_value VARCHAR(1000),
            PRIMARY KEY (catalog_name, namespace, property_key));
        """;

    /// <summary>Finds a table's metadata.</summary>
    public static string Find(bool isTyped) =>
        $"SELECT metadata_location FROM iceberg_tables WHERE catalog_name = $1 AND table_namespace = $2 AND table_name = $3{(isTyped ? IsTable : "")}";

    /// <summary>Names the tables of a namespace.</summary>
    public static string ListTables(bool isTyped) =>
        $"SELECT table_name FROM iceberg_tables WHERE catalog_name = $1 AND table_namespace = $2{(isTyped ? IsTable : "")} ORDER BY 1";

    /// <summary>Adds a table.</summary>
    public static string Insert(bool isTyped) => isTyped
        ? "INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name, metadata_location, iceberg_type) VALUES ($1, $2, $3, $4, 'TABLE')"
        : "INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name, metadata_location) VALUES ($1, $2, $3, $4)";

    /// <summary>Swaps a table's metadata: one row, or none when somebody else was first.</summary>
    public static string Swap(bool isTyped) => $"""
        UPDATE iceberg_tables SET metadata_location = $5, previous_metadata_location = $4
        WHERE catalog_name = $1 AND table_namespace = $2 AND table_name = $3 AND metadata_location = $4{(isTyped ? IsTable : "")}
        """;
}
