namespace Ingest.Core.Sites;

/// <summary>A site cannot be added, or the site file cannot be read; the message says what to do.</summary>
public sealed class SiteFileException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public SiteFileException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiteFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public SiteFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
