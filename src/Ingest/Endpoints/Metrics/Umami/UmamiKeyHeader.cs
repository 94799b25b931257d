namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>The header in which Umami's clients send a key, on the routes that have this in their metadata.</summary>
internal sealed class UmamiKeyHeader
{
    /// <summary>Name of the header.</summary>
    public const string Name = "x-umami-api-key";

    /// <summary>Metadata of a route that takes it.</summary>
    public static UmamiKeyHeader Taken { get; } = new();
}
