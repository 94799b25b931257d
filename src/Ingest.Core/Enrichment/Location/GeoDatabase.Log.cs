using Microsoft.Extensions.Logging;

namespace Ingest.Core.Enrichment.Location;

internal static partial class GeoDatabaseLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded the location database {Path}: {Nodes} nodes, made on {BuiltAt:yyyy-MM-dd}")]
    public static partial void Loaded(ILogger logger, string path, uint nodes, DateTimeOffset builtAt);

    [LoggerMessage(2, LogLevel.Warning, "The location database {Path} (Geo:DatabasePath) was not loaded: {Fault}; {Consequence}. Put a MaxMind City database there; it is picked up without a restart.")]
    public static partial void NotLoaded(ILogger logger, string path, string fault, string consequence);
}
