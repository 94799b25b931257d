using Ingest.Core.Sites;

namespace Ingest.Endpoints.Metrics;

/// <summary>What of time can be asked for.</summary>
internal static class TimeBounds
{
    /// <summary>The first moment.</summary>
    public static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    /// <summary>The last moment, so that no function of ClickHouse's for dates comes to its end.</summary>
    public static readonly DateTimeOffset Latest = new(2106, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The intervals, as ClickHouse's <c>dateTrunc</c> names them, the shortest first.</summary>
    public static IReadOnlyList<string> Units { get; } = ["minute", "hour", "day", "week", "month", "quarter", "year"];

    /// <summary>A zone by its name.</summary>
    /// <exception cref="MetricsException">There is none.</exception>
    public static TimeZoneInfo Zone(string parameter, string name) => SiteTimeZone.IsKnown(name)
        ? TimeZoneInfo.FindSystemTimeZoneById(name)
        : throw MetricsException.Parameter(parameter, $"'{QueryValues.Shown(name)}' is no time zone that this system knows. Give the IANA name, with its capitals: Europe/Berlin, or UTC.");
}
