namespace Ingest.Core.Registry;

/// <summary>A registry cannot be read or changed; the message says what to do.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public RegistryException()
    {
    }

    /// <summary>Creates the exception of a document that is broken or cannot be reached.</summary>
    public RegistryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception of a document that is broken or cannot be reached, with its cause.</summary>
    public RegistryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of a change that is refused.</summary>
    public RegistryException(RegistryFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public RegistryFault Fault { get; }
}
