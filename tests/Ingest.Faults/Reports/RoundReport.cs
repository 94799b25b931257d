using Ingest.Faults.Judging;

namespace Ingest.Faults.Reports;

/// <summary>One round.</summary>
internal sealed record RoundReport
{
    public required int Round { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The server's settings that differ from the defaults.</summary>
    public required string Settings { get; init; }

    public required double Seconds { get; init; }

    /// <summary>From the last event to the last delivery.</summary>
    public required double CatchUpSeconds { get; init; }

    public required double JudgeSeconds { get; init; }

    /// <summary>Events sent again after a broken connection or a refusal.</summary>
    public required long Retried { get; init; }

    /// <summary>Events sent once more although they were acknowledged.</summary>
    public required long Repeated { get; init; }

    /// <summary>Events that the sink had set aside, and that were replayed.</summary>
    public required int Quarantined { get; init; }

    /// <summary>Refused events by status and reason.</summary>
    public required IReadOnlyDictionary<string, long> Refusals { get; init; }

    public required IReadOnlyList<FaultOutcome> Faults { get; init; }

    public required Verdict Verdict { get; init; }
}
