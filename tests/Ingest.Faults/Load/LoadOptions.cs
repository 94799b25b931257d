namespace Ingest.Faults.Load;

/// <summary>How events are sent.</summary>
/// <param name="Seed">Decides sizes, and what is sent again.</param>
/// <param name="EventsPerSecond">Most events a second over all connections.</param>
/// <param name="Connections">Connections; every fourth sends single messages, the others batches.</param>
internal sealed record LoadOptions(ulong Seed, double EventsPerSecond, int Connections)
{
    /// <summary>Fewest events of a batch.</summary>
    public int BatchMin { get; init; } = 100;

    /// <summary>Most events of a batch.</summary>
    public int BatchMax { get; init; } = 500;

    /// <summary>One of so many acknowledged requests is sent once more.</summary>
    public int RepeatOneIn { get; init; } = 50;
}
