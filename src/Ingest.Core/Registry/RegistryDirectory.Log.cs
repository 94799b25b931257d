using Microsoft.Extensions.Logging;

namespace Ingest.Core.Registry;

internal static partial class RegistryDirectoryLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Fault} Until then what was read before stays in force: {Noun}s: {Count}")]
    public static partial void NotRead(ILogger logger, string fault, string noun, int count);

    [LoggerMessage(2, LogLevel.Information, "The {Noun}s have changed: {Count} in force")]
    public static partial void Changed(ILogger logger, string noun, int count);
}
