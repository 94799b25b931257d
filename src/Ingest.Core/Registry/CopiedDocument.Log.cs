using Microsoft.Extensions.Logging;

namespace Ingest.Core.Registry;

internal static partial class CopiedDocumentLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Fault} The start goes on with the copy {Path}, {Age} old: the {Noun}s as they were at {ConfirmedAt:u}. No change is taken until the original is reached")]
    public static partial void Used(ILogger logger, string fault, string path, TimeSpan age, string noun, DateTime confirmedAt);

    [LoggerMessage(2, LogLevel.Warning, "The copy of the {Noun}s in {Path}, for a start without the original, is not kept: {Fault}")]
    public static partial void NotKept(ILogger logger, string noun, string path, string fault);
}
