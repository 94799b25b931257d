namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>What knows the lake's tables.</summary>
public enum CatalogType
{
    /// <summary>The tables of Iceberg's JDBC catalog in PostgreSQL; without <c>Iceberg:CatalogUri</c> the same rows in a file of the data folder.</summary>
    Jdbc,

    /// <summary>A server that speaks the Iceberg REST protocol.</summary>
    Rest,

    /// <summary>The folders alone.</summary>
    Hadoop,

    /// <summary>AWS Glue, through its REST endpoint.</summary>
    Glue,
}
