namespace Ingest.Endpoints.Metrics;

/// <summary>What is logged of questions.</summary>
internal static partial class MetricsLog
{
    /// <summary>A query of this program was wrong, or the schema is another.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse refused the query of {Path} with code {Code}: {Fault}")]
    public static partial void Refused(ILogger logger, string path, int code, string fault);
}
