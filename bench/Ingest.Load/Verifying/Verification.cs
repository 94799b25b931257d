using Ingest.Load.Running;

namespace Ingest.Load.Verifying;

/// <summary>What was acknowledged, against what is stored.</summary>
/// <param name="Acknowledged">Events that a reply said are stored, warm-up included.</param>
/// <param name="Unknown">Events of unknown outcome: each may be stored, or not.</param>
/// <param name="Stored">Events as read.</param>
/// <param name="Missing">Acknowledged, and not stored. At least so many, when <paramref name="IsExact"/> is false.</param>
/// <param name="Duplicated">Stored once too often.</param>
/// <param name="Unexpected">Stored, although the server said that they are not. At least so many, when <paramref name="IsExact"/> is false.</param>
/// <param name="IsExact">False when there are more events of unknown outcome than are told apart.</param>
/// <param name="Seconds">Time from the last reply until the count held, or was given up.</param>
internal sealed record Verification(
    long Acknowledged, long Unknown, long Stored, long Missing, long Duplicated, long Unexpected, bool IsExact, double Seconds)
{
    /// <summary>True when everything acknowledged is stored once, and nothing else but what is unknown.</summary>
    public bool Holds => Missing == 0 && Duplicated == 0 && Unexpected == 0;

    /// <summary>Judges counts.</summary>
    public static Verification Of(LoadResult run, ArrivalCounts arrived, double seconds)
    {
        var (acknowledged, unknown) = (run.Whole.EventsAcknowledged, run.Whole.EventsUnknown);
        var (missing, unexpected) = arrived.Unknown is { } among
            ? (acknowledged - (arrived.Distinct - among), arrived.Distinct - among - acknowledged)
            : (acknowledged - arrived.Distinct, arrived.Distinct - acknowledged - unknown);
        return new Verification(
            acknowledged, unknown, arrived.Rows, Math.Max(0, missing), arrived.Rows - arrived.Distinct, Math.Max(0, unexpected), arrived.Unknown is not null, seconds);
    }
}
