namespace Ingest.ClickHouse.Embedded.Supervision;

/// <summary>How the engine's process is started and watched.</summary>
public sealed class EngineSupervisorOptions
{
    /// <summary>The data folder of the engine. Required.</summary>
    public required string Path { get; init; }

    /// <summary>The port of the engine's HTTP interface. 0 lets the system choose once; a restart keeps it. Default 8123.</summary>
    public int Port { get; init; } = 8123;

    /// <summary>The most memory of the engine in bytes. Default 0: half of the machine's.</summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>
    /// The program and the arguments before <c>clickhouse</c>. Default empty: this program.
    /// </summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Further arguments of the command <c>clickhouse</c>. Default none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How long the first start may take, retries included, and any later start until it answers. Default 60 s: an engine that is still closing holds the folder for a while.</summary>
    public TimeSpan StartMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the process may take to end before it is killed. Default 20 s.</summary>
    public TimeSpan StopMax { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Pause between two questions whether the engine's process answers. Default 5 s: a question costs the process a millisecond.</summary>
    public TimeSpan PulseInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to answer one. Default 10 s, so that three unanswered ones, after which it is killed and started again, are a hang and not a load.</summary>
    public TimeSpan PulseMax { get; init; } = TimeSpan.FromSeconds(10);
}
