namespace Ingest.Demo;

/// <summary>A site of the demonstration: who visits it, and when.</summary>
/// <param name="Number">Tells the sites apart in seeds.</param>
/// <param name="Name">Name that it is registered under.</param>
/// <param name="Domain">Where its pages are.</param>
/// <param name="TimeZoneId">Where its visitors are awake, in the IANA's names.</param>
/// <param name="VisitShare">Its part of all visits.</param>
/// <param name="BounceShare">Visits that end with their first page.</param>
/// <param name="HourWeights">How busy each hour of its day is, from midnight on.</param>
/// <param name="WeekdayFactors">How busy each day of the week is, from Sunday on; 1 on the average.</param>
internal sealed record DemoSite(
    ulong Number, string Name, string Domain, string TimeZoneId, double VisitShare, double BounceShare, double[] HourWeights, double[] WeekdayFactors)
{
    /// <summary>The shop: evenings and Sundays.</summary>
    public static readonly DemoSite Shop = new(
        1,
        "Demo shop",
        "shop.example.com",
        "Europe/Berlin",
        VisitShare: 0.62,
        BounceShare: 0.42,
        [1.4, 0.8, 0.5, 0.4, 0.4, 0.7, 1.6, 2.8, 3.9, 4.8, 5.2, 5.4, 5.9, 5.5, 5.0, 5.0, 5.3, 5.9, 6.8, 7.9, 8.6, 7.8, 5.2, 2.9],
        [1.22, 1.02, 0.95, 0.94, 0.95, 0.92, 1.00]);

    /// <summary>The blog: working hours of working days.</summary>
    public static readonly DemoSite Blog = new(
        2,
        "Demo blog",
        "blog.example.com",
        "America/New_York",
        VisitShare: 0.38,
        BounceShare: 0.50,
        [1.6, 1.4, 1.4, 1.8, 2.4, 2.8, 3.2, 4.2, 5.8, 7.2, 7.6, 7.2, 6.6, 6.8, 7.0, 6.6, 5.8, 4.6, 3.6, 3.2, 3.2, 3.0, 2.6, 2.2],
        [0.62, 1.13, 1.20, 1.18, 1.14, 1.05, 0.68]);

    /// <summary>Both.</summary>
    public static readonly DemoSite[] All = [Shop, Blog];

    /// <summary>Its time zone; UTC on a machine that has no table of time zones.</summary>
    public TimeZoneInfo TimeZone { get; } = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZoneId, out var zone) ? zone : TimeZoneInfo.Utc;
}
