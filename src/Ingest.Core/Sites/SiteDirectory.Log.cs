using Microsoft.Extensions.Logging;

namespace Ingest.Core.Sites;

internal static partial class SiteDirectoryLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Fault} Until then the {Count} sites read before stay in force")]
    public static partial void FileNotRead(ILogger logger, string fault, int count);

    [LoggerMessage(2, LogLevel.Information, "The site file has changed: {Count} sites")]
    public static partial void Changed(ILogger logger, int count);
}
