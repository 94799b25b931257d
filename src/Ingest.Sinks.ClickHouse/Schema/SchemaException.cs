namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>The database's schema and this binary's do not fit; the message says what to do.</summary>
public sealed class SchemaException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public SchemaException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public SchemaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public SchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
