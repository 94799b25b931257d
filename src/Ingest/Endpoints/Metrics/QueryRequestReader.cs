using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.Core.Sites;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics;

/// <summary>Reads a question from a URL. Every fault names the parameter and the remedy.</summary>
internal static partial class QueryRequestReader
{
    private const int RowsDefault = 1000;
    private const int RowsMax = 10_000;
    private const int OffsetMax = 1_000_000;
    private const int StepsMax = 20;
    private const int FiltersMax = 100;
    private const int SecondsMax = 366 * 24 * 3600;
    private const int JourneyMax = 20;

    private static readonly string[] Common = ["since", "until", "last", "tz", "unit", "order", "limit", "offset"];
    private static readonly string[] Own = ["filter", "steps", "seconds", "length", "event", "key"];

    // Its intervals are days and longer ones.
    private const string RetentionView = "retention";

    /// <summary>Reads the question.</summary>
    /// <exception cref="MetricsException">A parameter is not as it has to be.</exception>
    public static QueryRequest Read(CataloguedView view, Site site, IQueryCollection query, DateTimeOffset now)
    {
        var values = new QueryValues(query);
        values.Allow([.. Common, .. Own.Where(view.Takes)]);
        var zone = values.One("tz") ?? site.Settings.TimeZone;
        var clock = TimeBounds.Zone("tz", zone);
        var range = view.Takes("since") ? ReadRange(values, clock, now) : ReadMoment(values, clock, now);
        var (order, isDescending) = ReadOrder(values.One("order"));
        return new QueryRequest(view, site.Id, range)
        {
            TimeZone = zone,
            Unit = ReadUnit(values.One("unit"), view, range),
            Filter = ReadFilter(values.Many("filter", FiltersMax)),
            Own = [.. ReadOwn(values, view)],
            Order = order,
            IsDescending = isDescending,
            Limit = values.Number("limit", 1, RowsMax, RowsDefault),
            Offset = values.Number("offset", 0, OffsetMax, 0),
        };
    }

    private static TimeRange ReadRange(QueryValues values, TimeZoneInfo zone, DateTimeOffset now)
    {
        var (since, until, last) = (values.One("since"), values.One("until"), values.One("last"));
        if (last is not null && (since is not null || until is not null))
        {
            throw MetricsException.Parameter("last", "say either this, or since and until.");
        }

        if (since is null && until is not null)
        {
            throw MetricsException.Parameter("since", "say it with until.");
        }

        if (since is null)
        {
            return LastRange.TryParse(last ?? LastRange.ByDefault, zone, now, out var counted, out _) && counted.Since >= TimeBounds.Earliest
                ? counted
                : throw MetricsException.Parameter("last", $"'{QueryValues.Shown(last!)}' is no time that can be asked for. Say {LastRange.Allowed}; it may reach back to 1970.");
        }

        // Until the end of today, not until now: the same question is the same until then.
        var range = new TimeRange(ReadTime("since", since, zone), until is null ? ZonedTime.ToInstant(ZonedTime.ToLocal(now, zone).Date.AddDays(1), zone) : ReadTime("until", until, zone));
        return range.Since < range.Until ? range : throw MetricsException.Parameter("until", "it has to be later than since. The time is half-open: until is the first moment that does not count.");
    }

    // To the second: what is asked twice in one is one question.
    private static TimeRange ReadMoment(QueryValues values, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (values.One("since") is not null || values.One("last") is not null)
        {
            throw MetricsException.Parameter("since", "this view is about the time before until, which is now when it is not said.");
        }

        var until = values.One("until") is { } text ? ReadTime("until", text, zone) : DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + 1);
        return new TimeRange(until, until);
    }

    private static DateTimeOffset ReadTime(string name, string text, TimeZoneInfo zone) => TimeText.TryParse(text, zone, out var moment) && moment >= TimeBounds.Earliest && moment <= TimeBounds.Latest
        ? moment
        : throw MetricsException.Parameter(name, $"'{QueryValues.Shown(text)}' is no time from 1970 to 2105 in ISO 8601. Say a date such as 2026-11-01, which is its midnight in tz, or 2026-11-01T12:00:00Z.");

    private static string? ReadUnit(string? unit, CataloguedView view, TimeRange range)
    {
        var allowed = view.Name == RetentionView ? [.. TimeBounds.Units.SkipWhile(shorter => shorter != "day")] : TimeBounds.Units;
        if (unit is not null && !allowed.Contains(unit))
        {
            throw MetricsException.Parameter("unit", $"'{QueryValues.Shown(unit)}' is none here. Say {string.Join(", ", allowed)}.");
        }

        return !view.Takes("unit") ? null : unit ?? (allowed.Contains(range.Unit) ? range.Unit : "day");
    }

    private static KeyValuePair<string, IReadOnlyList<string>>[] ReadFilter(IReadOnlyList<string> filters) =>
    [
        .. filters.Select(ReadCondition).GroupBy(condition => condition.Key, condition => condition.Value, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new KeyValuePair<string, IReadOnlyList<string>>(group.Key, [.. group.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])),
    ];

    private static KeyValuePair<string, string> ReadCondition(string filter)
    {
        var colon = filter.IndexOf(':', StringComparison.Ordinal);
        var key = colon < 0 ? "" : filter[..colon];
        return ViewQuery.FilterKeys.Contains(key)
            ? new KeyValuePair<string, string>(key, filter[(colon + 1)..])
            : throw MetricsException.Parameter(
                "filter", $"'{QueryValues.Shown(filter)}' is none. Say KEY:VALUE for what is kept, !KEY:VALUE for what is not, ~KEY:VALUE for a part of it; the keys are {string.Join(", ", ViewQuery.FilterKeys.Order(StringComparer.Ordinal))}.");
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadOwn(QueryValues values, CataloguedView view)
    {
        if (view.Takes("steps"))
        {
            yield return new("steps", ClickHouseText.List(ReadSteps(values.Many("steps", StepsMax))));
        }

        if (view.Takes("seconds"))
        {
            yield return new("seconds", values.Number("seconds", 1, SecondsMax, 24 * 3600).ToString(CultureInfo.InvariantCulture));
        }

        if (view.Takes("length"))
        {
            yield return new("length", values.Number("length", 1, JourneyMax, 5).ToString(CultureInfo.InvariantCulture));
        }

        foreach (var name in (string[])["event", "key"])
        {
            if (view.Takes(name))
            {
                yield return new(name, ClickHouseText.Of(values.One(name) ?? throw MetricsException.Parameter(name, "this view has to have it.")));
            }
        }
    }

    private static IReadOnlyList<string> ReadSteps(IReadOnlyList<string> steps)
    {
        if (steps.Count == 0)
        {
            throw MetricsException.Parameter("steps", "say one for each step, in their order: steps=path:/pricing*&steps=event:signup.");
        }

        return steps.FirstOrDefault(step => !step.StartsWith("path:", StringComparison.Ordinal) && !step.StartsWith("event:", StringComparison.Ordinal)) is { } wrong
            ? throw MetricsException.Parameter("steps", $"'{QueryValues.Shown(wrong)}' is none. Say path:/cart for a view of a page, event:purchase for a custom event, with a trailing * for all that begin so.")
            : steps;
    }

    private static (string? Order, bool IsDescending) ReadOrder(string? order)
    {
        if (order is null)
        {
            return (null, false);
        }

        var match = OrderText().Match(order);
        return match.Success
            ? (match.Groups["column"].Value, match.Groups["direction"].Value == "desc")
            : throw MetricsException.Parameter("order", $"'{QueryValues.Shown(order)}' is none. Say a column of the view, and asc or desc behind a colon: visitors:desc.");
    }

    [GeneratedRegex(@"^(?<column>[a-z][a-z0-9_]{0,63})(:(?<direction>asc|desc))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrderText();
}
