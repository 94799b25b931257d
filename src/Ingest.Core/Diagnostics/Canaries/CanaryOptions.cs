using System.Globalization;

namespace Ingest.Core.Diagnostics.Canaries;

/// <summary>The sign of life that the server sends through its whole path. Section <c>Canary</c>.</summary>
public sealed class CanaryOptions
{
    private static readonly TimeSpan IntervalMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IntervalCeiling = TimeSpan.FromHours(1);
    private static readonly TimeSpan AgeCeiling = TimeSpan.FromDays(7);

    /// <summary>
    /// Time between two canaries; 0 sends none. Default 5 s: a hang is noticed soon, for a record of some hundred bytes, a commit and an insert of
    /// one row each time.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Age of the newest delivered canary above which readiness is off, beyond <c>Batching:AgeMax</c>; 0 never turns it off. Default 10 min: events
    /// are safe in the log while a sink is away, so that a restart or a short outage of ClickHouse is no reason to send clients elsewhere.
    /// </summary>
    public TimeSpan AgeMax { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>True when canaries are sent.</summary>
    public bool IsOn => Interval > TimeSpan.Zero;

    /// <summary>Every fault of these settings, each naming key, value and bound.</summary>
    public IEnumerable<string> Validate()
    {
        if (Interval != TimeSpan.Zero && (Interval < IntervalMin || Interval > IntervalCeiling))
        {
            yield return Invariant($"Canary:Interval is {Interval}: choose 00:00:00 for no canary, or {IntervalMin} to {IntervalCeiling}.");
        }

        if (AgeMax != TimeSpan.Zero && (AgeMax <= Interval || AgeMax > AgeCeiling))
        {
            yield return Invariant($"Canary:AgeMax is {AgeMax}: choose 00:00:00 for no limit, or more than Canary:Interval, which is {Interval}, and at most {AgeCeiling}.");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
