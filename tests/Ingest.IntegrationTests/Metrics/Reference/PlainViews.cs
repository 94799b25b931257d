using Ingest.Core.Events;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary><c>v_pa_visits</c> and <c>v_pa_sessions</c> of a site: a visit is all that has one visit id, a session all that has one session id.</summary>
internal static class PlainViews
{
    private static readonly (string Name, TextField Field)[] EntryTexts =
    [
        ("hostname", TextField.Hostname), ("entry_path", TextField.UrlPath), ("entry_title", TextField.PageTitle), ("referrer_domain", TextField.ReferrerDomain),
        ("utm_source", TextField.UtmSource), ("utm_medium", TextField.UtmMedium), ("utm_campaign", TextField.UtmCampaign), ("utm_content", TextField.UtmContent),
        ("utm_term", TextField.UtmTerm),
    ];

    private static readonly (string Name, TextField Field)[] FirstTexts =
    [
        ("hostname", TextField.Hostname), ("browser", TextField.Browser), ("os", TextField.Os), ("device", TextField.Device), ("screen", TextField.Screen),
        ("language", TextField.Language), ("country", TextField.Country), ("region", TextField.Region), ("city", TextField.City),
    ];

    public static IEnumerable<Row> Visits(Traffic traffic, Guid site)
    {
        foreach (var visit in traffic.Facts(site).GroupBy(fact => (fact.Session, fact.Visit)))
        {
            var (first, last) = (visit.Min(fact => fact.Ms), visit.Max(fact => fact.Ms));
            var entry = visit.Where(fact => fact.IsView).MinBy(fact => fact.Order) ?? visit.MinBy(fact => fact.Order)!;
            var exit = visit.Where(fact => fact.IsView).MaxBy(fact => fact.Order) ?? visit.MaxBy(fact => fact.Order)!;
            var row = new Row
            {
                ["session_id"] = visit.Key.Session.ToString(),
                ["visit_id"] = visit.Key.Visit.ToString(),
                ["started_at"] = Row.Time(first),
                ["ended_at"] = Row.Time(last),
                ["duration_seconds"] = (last - first) / 1000.0,
                ["is_bounce"] = visit.Count(fact => fact.IsView) == 1 && !visit.Any(fact => fact.IsCustom) ? 1 : 0,
                ["exit_path"] = exit.Path,
            };
            yield return row.With(Counts(visit)).With(Texts(entry, EntryTexts));
        }
    }

    public static IEnumerable<Row> Sessions(Traffic traffic, Guid site) =>
        from session in traffic.WithIdentify(site).GroupBy(fact => fact.Session)
        let identity = session.Where(fact => fact.Text(TextField.DistinctId) != "").MaxBy(fact => fact.Order)
        select new Row
        {
            ["session_id"] = session.Key.ToString(),
            ["first_seen_at"] = Row.Time(session.Min(fact => fact.Ms)),
            ["last_seen_at"] = Row.Time(session.Max(fact => fact.Ms)),
            ["visits"] = session.Where(fact => fact.Type != EventType.Identify).DistinctBy(fact => fact.Visit).Count(),
            ["distinct_id"] = identity?.Text(TextField.DistinctId) ?? "",
        }.With(Counts(session)).With(Texts(session.MinBy(fact => fact.Order)!, FirstTexts));

    private static Row Counts(IEnumerable<Fact> facts) => new()
    {
        ["views"] = facts.Count(fact => fact.IsView),
        ["custom_events"] = facts.Count(fact => fact.IsCustom),
    };

    private static Row Texts(Fact fact, (string Name, TextField Field)[] texts)
    {
        var row = new Row();
        foreach (var (name, field) in texts)
            row[name] = fact.Text(field);
        return row;
    }
}
