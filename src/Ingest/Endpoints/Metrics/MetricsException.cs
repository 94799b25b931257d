namespace Ingest.Endpoints.Metrics;

/// <summary>A question that is not answered, and why.</summary>
internal sealed class MetricsException : Exception
{
    /// <summary>Creates it from a status and words for who asks.</summary>
    public MetricsException(int status, string message, Exception? cause = null)
        : base(message, cause) => Status = status;

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>The question has a parameter that is not as it has to be.</summary>
    public static MetricsException Parameter(string name, string message) => new(StatusCodes.Status400BadRequest, $"{name}: {message}");

    /// <summary>It cannot be answered now.</summary>
    public static MetricsException Unavailable(string message, Exception? cause = null) => new(StatusCodes.Status503ServiceUnavailable, message, cause);
}
