using System.Globalization;
using Ingest.Core.Sites;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>What Umami's parameters ask for.</summary>
/// <param name="Site">The site.</param>
/// <param name="Range">The time.</param>
internal sealed record UmamiQuestion(Site Site, TimeRange Range)
{
    private const int PageSizeDefault = 20;
    private const int PageSizeMax = 1000;
    private const int PageMax = 10_000;
    private const int RowsMax = 10_000;

    /// <summary>The values of the query.</summary>
    public required QueryValues Values { get; init; }

    /// <summary>IANA name of the time zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The interval of series.</summary>
    public required string Unit { get; init; }

    /// <summary>What is kept.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Filter { get; init; } = [];

    /// <summary>The page, from 1.</summary>
    public int Page => Values.Number("page", 1, PageMax, 1);

    /// <summary>Rows of a page.</summary>
    public int PageSize => Values.Number("pageSize", 1, PageSizeMax, PageSizeDefault);

    /// <summary>Reads a question that names a time.</summary>
    /// <exception cref="MetricsException">A parameter is not as it has to be.</exception>
    public static UmamiQuestion Read(Site site, IQueryCollection query, IReadOnlyCollection<string>? except = null)
    {
        var values = new QueryValues(query);
        var (start, end) = (Moment(values, "startAt"), Moment(values, "endAt"));

        // Umami's end belongs to the time.
        var range = new TimeRange(start, end.AddMilliseconds(1));
        return range.Since < range.Until ? Of(site, range, query, except) : throw MetricsException.Parameter("endAt", "it has to be later than startAt.");
    }

    /// <summary>Reads a question whose time is known.</summary>
    /// <exception cref="MetricsException">A parameter is not as it has to be.</exception>
    public static UmamiQuestion Of(Site site, TimeRange range, IQueryCollection query, IReadOnlyCollection<string>? except = null)
    {
        var values = new QueryValues(query);
        var zone = values.One("timezone") is { Length: > 0 } text ? text : site.Settings.TimeZone;
        zone = zone.Equals("utc", StringComparison.OrdinalIgnoreCase) ? SiteTimeZone.Default : zone;
        _ = TimeBounds.Zone("timezone", zone);
        var unit = values.One("unit") is { Length: > 0 } asked ? asked : range.Unit;
        return TimeBounds.Units.Contains(unit)
            ? new UmamiQuestion(site, range) { Values = values, TimeZone = zone, Unit = unit, Filter = UmamiFilter.Read(query, except ?? []) }
            : throw MetricsException.Parameter("unit", $"'{QueryValues.Shown(unit)}' is none. Say {string.Join(", ", TimeBounds.Units)}.");
    }

    /// <summary>A question for a view.</summary>
    public QueryRequest For(CataloguedView view, string? order = null, bool isDescending = false, int limit = RowsMax, int offset = 0) => new(view, Site.Id, Range)
    {
        TimeZone = TimeZone,
        Unit = view.Takes("unit") ? Unit : null,
        Filter = view.Takes("filter") ? Filter : [],
        Order = order,
        IsDescending = isDescending,
        Limit = limit,
        Offset = offset,
    };

    /// <summary>A text of the query for a parameter of a view; empty when there is none.</summary>
    public KeyValuePair<string, string> Text(string parameter, string name) => new(parameter, ClickHouseText.Of(Values.One(name) ?? ""));

    /// <summary>The time that this one is compared with: the one before, or a year earlier with <c>compare=yoy</c>.</summary>
    public UmamiQuestion Before()
    {
        var since = Values.One("compare") == "yoy" ? Range.Since.AddYears(-1) : Range.Since - (Range.Until - Range.Since);
        since = since < TimeBounds.Earliest ? TimeBounds.Earliest : since;
        return this with { Range = new TimeRange(since, since + (Range.Until - Range.Since)) };
    }

    private static DateTimeOffset Moment(QueryValues values, string name) =>
        values.One(name) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms <= TimeBounds.Latest.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : throw MetricsException.Parameter(name, "say it in Unix milliseconds, from 1970 to 2105.");
}
