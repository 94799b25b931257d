using Microsoft.Extensions.Logging;

namespace Ingest.Core.Registry;

internal static partial class InheritingDocumentLog
{
    [LoggerMessage(1, LogLevel.Information, "{Count} {Noun}s of {Former} are now in {Where}, and are changed there from now on. The file has no effect any more, and can be removed")]
    public static partial void TakenOver(ILogger logger, int count, string noun, string former, string where);

    [LoggerMessage(2, LogLevel.Warning, "In {Former} are {Count} {Noun}s that are not in {Where}: they have no effect. Add those that are needed, with their ids, and remove the file")]
    public static partial void NotTakenOver(ILogger logger, string former, int count, string noun, string where);
}
