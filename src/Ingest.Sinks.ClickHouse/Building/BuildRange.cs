namespace Ingest.Sinks.ClickHouse.Building;

/// <summary>Hours of some sites that are built together.</summary>
/// <param name="FirstHour">The first, in whole hours since 1970.</param>
/// <param name="LastHour">The last, at most a day after the first.</param>
/// <param name="Sites">Of which sites; hours of theirs that are built already stay as they are.</param>
public sealed record BuildRange(long FirstHour, long LastHour, IReadOnlyList<Guid> Sites)
{
    /// <summary>Begin of the first hour.</summary>
    public DateTimeOffset Since => DateTimeOffset.UnixEpoch.AddHours(FirstHour);

    /// <summary>End of the last hour.</summary>
    public DateTimeOffset Until => DateTimeOffset.UnixEpoch.AddHours(LastHour + 1);
}
