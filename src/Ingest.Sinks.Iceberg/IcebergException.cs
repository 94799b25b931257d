namespace Ingest.Sinks.Iceberg;

/// <summary>A table, a catalog or a file of the lake is not as it must be. The message says which, and what to do.</summary>
public class IcebergException : Exception
{
    /// <summary>Creates the exception.</summary>
    public IcebergException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public IcebergException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
