using Microsoft.Extensions.Logging;

namespace Ingest.ClickHouse.Embedded.Supervision;

internal static partial class EngineSupervisorLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "ClickHouse engine answers at {Endpoint} (process {ProcessId})")]
    public static partial void Answers(ILogger logger, Uri endpoint, int processId);

    [LoggerMessage(Level = LogLevel.Error, Message = "ClickHouse engine ended ({Reason}); starting it again in {Delay}")]
    public static partial void Ended(ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse engine did not end within {Limit} and was killed")]
    public static partial void Killed(ILogger logger, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Information, Message = "ClickHouse engine: {Line}")]
    public static partial void Line(ILogger logger, string line);
}
