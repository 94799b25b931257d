namespace Ingest.Core.Log;

/// <summary>The log cannot do what was asked; the message names the file or address and the remedy.</summary>
public sealed class EventLogException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public EventLogException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public EventLogException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public EventLogException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
