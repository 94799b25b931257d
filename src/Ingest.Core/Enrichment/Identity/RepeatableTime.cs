namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// The reception time of events that carry both an id and a timestamp of their caller's. It is part of a row's identity, so that the clock
/// would make another row of each repetition; it also bounds the partitions that clients can choose, which "equal to the event's time" alone
/// would not.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class RepeatableTime
{
    // The years 2005 to 2044: 480 monthly partitions. Web analytics are not older, and what is sent for later is a mistake. The bounds are
    // fixed: with bounds that move with the clock, the same event sent a year later could be another row.
    private const long MonthsFromMs = 1_104_537_600_000;
    private const long MonthsUntilMs = 2_366_841_600_000;

    /// <summary>The event's own time within the years 2005 to 2044; else 1970-01-01, far away, which puts the row into the one partition for such.</summary>
    public static long ReceivedAtMs(long eventTimeMs) => eventTimeMs is >= MonthsFromMs and < MonthsUntilMs ? eventTimeMs : 0;
}
