namespace Ingest.Sinks.ClickHouse.Client;

/// <summary>ClickHouse answered with an error.</summary>
public sealed class ClickHouseException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public ClickHouseException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ClickHouseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ClickHouseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception from an answer.</summary>
    public ClickHouseException(int code, int httpStatus, string message)
        : base(message) => (Code, HttpStatus) = (code, httpStatus);

    /// <summary>Error code of ClickHouse, for example 60 for an unknown table; 0 when the answer names none.</summary>
    public int Code { get; }

    /// <summary>HTTP status of the answer; 200 when the error came in the middle of a result.</summary>
    public int HttpStatus { get; }
}
