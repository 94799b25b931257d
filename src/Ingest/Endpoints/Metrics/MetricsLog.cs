namespace Ingest.Endpoints.Metrics;

/// <summary>What is logged of questions.</summary>
internal static partial class MetricsLog
{
    /// <summary>A query of this program was wrong, or the schema is another.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse refused the query of {Path} with code {Code}: {Fault}")]
    public static partial void Refused(ILogger logger, string path, int code, string fault);

    /// <summary>Questions are slower, and answered all the same.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse lets this server make no tables in the database {Database}, which it would keep in memory to answer several questions at once faster: {Fault} It tries again in {Minutes} min")]
    public static partial void NoCopies(ILogger logger, string database, string fault, double minutes);

    /// <summary>It takes memory until ClickHouse or this server starts again.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "The table {Table} in ClickHouse's memory is used no more and was not dropped: {Fault}")]
    public static partial void CopyStays(ILogger logger, string table, string fault);
}
