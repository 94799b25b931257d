namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>A catalog cannot be asked, or refuses. The message names the setting and the remedy, and no secret.</summary>
public sealed class CatalogException : IcebergException
{
    /// <summary>Creates the exception.</summary>
    public CatalogException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public CatalogException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
