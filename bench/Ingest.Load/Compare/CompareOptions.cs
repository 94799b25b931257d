using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare;

/// <summary>What a comparison does.</summary>
internal sealed record CompareOptions
{
    private const int RoundsMax = 1000;
    private const int SecondsMax = 3600;
    private const double LogGigabytesMax = 2000;

    /// <summary>What is started.</summary>
    public required ServerBuilds Builds { get; init; }

    /// <summary>Another <c>ingest.dll</c>, to be compared with; null for none.</summary>
    public string? Against { get; init; }

    /// <summary>Names of the scenarios to run; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Alternating rounds. 5 by default: a median that two disturbed rounds do not move.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Measured seconds of a leg. 5 by default.</summary>
    public int Seconds { get; init; } = 5;

    /// <summary>
    /// Seconds for which a new server is sent to before anything is measured: it compiles its hot path while it is used. 8 by default.
    /// </summary>
    public int WarmUpSeconds { get; init; } = 8;

    /// <summary>Seconds that the backlog must not grow for. 60 by default.</summary>
    public int SinkSeconds { get; init; } = 60;

    /// <summary>Connections of the main scenarios. 256 by default.</summary>
    public int Connections { get; init; } = 256;

    /// <summary>Connections of the scenario with many. 10,000 by default.</summary>
    public int ManyConnections { get; init; } = 10_000;

    /// <summary>Events of the backlog that is drained. 3,000,000 by default: longer than ClickHouse's first merges.</summary>
    public long DrainEvents { get; init; } = 3_000_000;

    /// <summary>Events whose bytes on disk are measured. 600,000 by default.</summary>
    public long SizeEvents { get; init; } = 600_000;

    /// <summary>Size of the large log in GB. 1 by default; the bar's own is 50, which takes as much disk and many minutes to fill.</summary>
    public double LogGigabytes { get; init; } = 1;

    /// <summary>Settings of every <c>ingest serve</c>, as <c>Section:Key</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder of the servers' data; on the disk that is to be measured.</summary>
    public string WorkPath { get; init; } = Path.GetTempPath();

    /// <summary>Files of the report, without ending.</summary>
    public string ResultsPath { get; init; } = Path.Combine("bench", "results", "compare");

    /// <summary>Rounds of scenarios that are no bar of the first kind: fewer, so that all fits into half an hour.</summary>
    public int FewRounds => Math.Min(Rounds, 3);

    /// <summary>What is wrong, all faults together, each with its remedy.</summary>
    public IEnumerable<string> Validate() =>
    [
        .. Builds.Validate(),
        .. Range("--rounds", Rounds, 1, RoundsMax),
        .. Range("--seconds", Seconds, 1, SecondsMax),
        .. Range("--sink-seconds", SinkSeconds, 8, SecondsMax),
        .. Range("--connections", Connections, 1, 50_000),
        .. Range("--many-connections", ManyConnections, 1, 50_000),
        .. Range("--drain-events", DrainEvents, 100_000, 1_000_000_000),
        .. Range("--size-events", SizeEvents, 1000, 1_000_000_000),
        .. Range("--log-gigabytes", LogGigabytes, 0.01, LogGigabytesMax),
        .. Against is null || File.Exists(Against) ? [] : new[] { $"--against names {Against}, which does not exist: name another build's ingest.dll." },
    ];

    /// <summary>What is wrong with a number; nothing within its bounds.</summary>
    internal static IEnumerable<string> Range(string name, double value, double min, double max) =>
        value >= min && value <= max ? [] : [$"{name} is {value}: give {min} to {max}."];
}
