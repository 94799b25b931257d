namespace Ingest.Core.Sites;

/// <summary>What an operator sets for one site, in place of the server's settings or beside them.</summary>
/// <remarks>The generated reader of JSON gives null to what the text does not have, over the initial value.</remarks>
public sealed record SiteSettings
{
    /// <summary>Nothing set.</summary>
    public static readonly SiteSettings None = new();

    /// <summary>Clients whose events of this site are refused with 403, beside those of the server: addresses, or ranges such as 203.0.113.0/24.</summary>
    public IReadOnlyList<string> IgnoredAddresses { get; init => field = value ?? []; } = [];

    /// <summary>What becomes of the events of bots; null for what the server does.</summary>
    public SiteBots? Bots { get; init; }

    /// <summary>Events a second that it may have in the long run; 0 for no limit, null for <c>RateLimits:SitePerSecond</c>. As many seconds' worth may come at once as the server gives.</summary>
    public double? EventsPerSecond { get; init; }

    /// <summary>Whose timestamps are taken; null for everybody's.</summary>
    public SiteTimestamps? Timestamps { get; init; }

    /// <summary>IANA name of the time zone that its days are counted in (<see cref="SiteTimeZone"/>); UTC when nobody says one. Times are stored in UTC all the same.</summary>
    public string TimeZone { get; init => field = value ?? SiteTimeZone.Default; } = SiteTimeZone.Default;

    /// <summary>For people: how long the events are to be kept, and why. Mirrored into the sinks, and without effect.</summary>
    public string RetentionNote { get; init => field = value ?? ""; } = "";
}
