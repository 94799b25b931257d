namespace Ingest.Endpoints.Metrics;

/// <summary>What a question about a site's figures may take of ClickHouse. Section <c>Metrics</c> of the configuration.</summary>
internal sealed class MetricsOptions
{
    private const long MemoryBytesFloor = 64L << 20;
    private const int QueriesCeiling = 64;
    private const long CacheBytesCeiling = 16L << 30;

    // What the embedded engine gives its reader.
    private static readonly TimeSpan QueryTimeoutMax = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for one query, its answer included. Default 20 s: who waits longer has left the page.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Most memory of one query in ClickHouse, in bytes. Default 0: what the user has there; with the embedded engine a quarter of the engine's.</summary>
    public long MemoryBytesMax { get; set; }

    /// <summary>Queries that run at once; others wait for a place. Default 3: the embedded engine has four places for those who read, and one is left to people.</summary>
    public int QueriesAtOnce { get; set; } = 3;

    /// <summary>Memory for answers that are kept, in bytes. Default 32 MiB: some thousand of them; 0 keeps none.</summary>
    public long CacheBytesMax { get; set; } = 32 << 20;

    /// <summary>Every fault of these options, each naming its key, its value and the remedy.</summary>
    public IEnumerable<string> Validate()
    {
        if (QueryTimeout < TimeSpan.FromSeconds(1) || QueryTimeout > QueryTimeoutMax)
        {
            yield return $"Metrics:QueryTimeout is {QueryTimeout}: choose 00:00:01 to {QueryTimeoutMax}";
        }

        if (MemoryBytesMax is not 0 and < MemoryBytesFloor)
        {
            yield return $"Metrics:MemoryBytesMax is {MemoryBytesMax}: choose 0 for what the user of ClickHouse has, or at least {MemoryBytesFloor}";
        }

        if (QueriesAtOnce is < 1 or > QueriesCeiling)
        {
            yield return $"Metrics:QueriesAtOnce is {QueriesAtOnce}: choose 1 to {QueriesCeiling}";
        }

        if (CacheBytesMax is < 0 or > CacheBytesCeiling)
        {
            yield return $"Metrics:CacheBytesMax is {CacheBytesMax}: choose 0, for none, to {CacheBytesCeiling}";
        }
    }
}
