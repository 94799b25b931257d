using Ingest.Load.Compare;

namespace Ingest.Load.Metrics;

/// <summary>What the benchmark of the metrics does.</summary>
internal sealed record MetricsOptions
{
    /// <summary>What is started.</summary>
    public required string Ingest { get; init; }

    /// <summary>Data folder of the server; filled when it is empty, and kept.</summary>
    public required string DataPath { get; init; }

    /// <summary>Events that the folder is filled with, over <see cref="Days"/>. 100,000,000 by default.</summary>
    public long Events { get; init; } = 100_000_000;

    /// <summary>Sites that they are divided over. 50 by default.</summary>
    public int Sites { get; init; } = 50;

    /// <summary>Days that they are divided over, yesterday the last. 365 by default.</summary>
    public int Days { get; init; } = 365;

    /// <summary>Events a second that arrive while it is measured. 5,000 by default; 0 for none.</summary>
    public double Rate { get; init; } = 5000;

    /// <summary>How often each question is asked, of another site each time. 10 by default.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>Files of the report, without ending.</summary>
    public string ResultsPath { get; init; } = Path.Combine("bench", "results", "metrics");

    /// <summary>What is wrong, all faults together, each with its remedy.</summary>
    public IEnumerable<string> Validate() =>
    [
        .. File.Exists(Ingest) ? [] : new[] { $"{Ingest} does not exist: bench/metrics.sh builds it; --ingest names a build elsewhere." },
        .. CompareOptions.Range("--events", Events, 100_000, 10_000_000_000),
        .. CompareOptions.Range("--sites", Sites, 1, 500),
        .. CompareOptions.Range("--days", Days, 1, 3650),
        .. CompareOptions.Range("--rate", Rate, 0, 1_000_000),
        .. CompareOptions.Range("--rounds", Rounds, 1, 1000),
    ];
}
