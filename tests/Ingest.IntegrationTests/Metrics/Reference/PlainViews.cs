using Ingest.Core.Events;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>
/// The views without parameters, of a site: a visit is all that has one visit id, a session all that has one session id. By what their comments say, as
/// plainly as can be.
/// </summary>
internal static class PlainViews
{
    private const long IdleMs = 1_800_000;

    private static readonly (string Name, TextField Field)[] EntryTexts =
    [
        ("hostname", TextField.Hostname), ("entry_path", TextField.UrlPath), ("entry_query", TextField.UrlQuery), ("entry_title", TextField.PageTitle),
        ("referrer_domain", TextField.ReferrerDomain), ("referrer_path", TextField.ReferrerPath), ("utm_source", TextField.UtmSource), ("utm_medium", TextField.UtmMedium),
        ("utm_campaign", TextField.UtmCampaign), ("utm_content", TextField.UtmContent), ("utm_term", TextField.UtmTerm),
    ];

    private static readonly (string Name, TextField Field)[] FirstTexts =
    [
        ("browser", TextField.Browser), ("os", TextField.Os), ("device", TextField.Device), ("screen", TextField.Screen), ("language", TextField.Language),
        ("country", TextField.Country), ("region", TextField.Region), ("city", TextField.City),
    ];

    private static readonly (string Name, TextField Field)[] CustomTexts =
    [
        ("event_name", TextField.EventName), ("hostname", TextField.Hostname), ("url_path", TextField.UrlPath), ("page_title", TextField.PageTitle), ("tag", TextField.Tag),
        ("country", TextField.Country), ("device", TextField.Device), ("distinct_id", TextField.DistinctId), ("currency", TextField.Currency),
    ];

    private static readonly (string Name, TextField Field)[] VitalsTexts =
    [
        ("hostname", TextField.Hostname), ("url_path", TextField.UrlPath), ("browser", TextField.Browser), ("os", TextField.Os), ("device", TextField.Device),
        ("country", TextField.Country),
    ];

    /// <summary>By the names of the views.</summary>
    public static IReadOnlyDictionary<string, Func<Traffic, Guid, IEnumerable<Row>>> All { get; } =
        new Dictionary<string, Func<Traffic, Guid, IEnumerable<Row>>>
        {
            ["event_custom"] = CustomEvents,
            ["event_page"] = Pages,
            ["event_session"] = Sessions,
            ["event_visit"] = Visits,
            ["event_vitals"] = Samples,
            ["v_pa_sessions"] = Sessions,
            ["v_pa_visits"] = Visits,
        };

    private static IEnumerable<Row> Visits(Traffic traffic, Guid site) =>
        from visit in VisitsOf(traffic, site)
        let started = visit.Min(fact => fact.Ms)
        let ended = visit.Max(fact => fact.Ms)
        let entry = visit.Where(fact => fact.IsView).MinBy(fact => fact.Order) ?? visit.MinBy(fact => fact.Order)!
        let exit = visit.Where(fact => fact.IsView).MaxBy(fact => fact.Order) ?? visit.MaxBy(fact => fact.Order)!
        select new Row
        {
            ["site_id"] = site.ToString(),
            ["session_id"] = visit.Key.Session.ToString(),
            ["visit_id"] = visit.Key.Visit.ToString(),
            ["started_at"] = Row.Time(started),
            ["ended_at"] = Row.Time(ended),
            ["duration_seconds"] = (ended - started) / 1000.0,
            ["is_bounce"] = visit.Count(fact => fact.IsView) == 1 && !visit.Any(fact => fact.IsCustom) ? 1 : 0,
            ["exit_path"] = exit.Path,
            ["click_id"] = VisitPart.ClickIdOf(entry),
            ["distinct_id"] = IdentityOf(visit),
        }.With(Counts(visit)).With(Texts(entry, EntryTexts)).With(Texts(visit.MinBy(fact => fact.Order)!, FirstTexts));

    private static IEnumerable<Row> Sessions(Traffic traffic, Guid site) =>
        from session in traffic.WithIdentify(site).GroupBy(fact => fact.Session)
        let first = session.MinBy(fact => fact.Order)!
        select new Row
        {
            ["site_id"] = site.ToString(),
            ["session_id"] = session.Key.ToString(),
            ["first_seen_at"] = Row.Time(session.Min(fact => fact.Ms)),
            ["last_seen_at"] = Row.Time(session.Max(fact => fact.Ms)),
            ["visits"] = session.Where(fact => fact.Type != EventType.Identify).DistinctBy(fact => fact.Visit).Count(),
            ["hostname"] = first.Text(TextField.Hostname),
            ["distinct_id"] = IdentityOf(session),
        }.With(Counts(session)).With(Texts(first, FirstTexts));

    private static IEnumerable<Row> Pages(Traffic traffic, Guid site) =>
        from visit in VisitsOf(traffic, site)
        let next = visit.Zip(visit.Skip(1)).ToDictionary(pair => pair.First.Id, pair => pair.Second.Ms)
        from page in visit.Where(fact => fact.IsView).GroupBy(fact => fact.Path)
        let times = page.Where(fact => next.ContainsKey(fact.Id)).Select(fact => next[fact.Id] - fact.Ms).Where(ms => ms <= IdleMs).ToArray()
        select new Row
        {
            ["site_id"] = site.ToString(),
            ["session_id"] = visit.Key.Session.ToString(),
            ["visit_id"] = visit.Key.Visit.ToString(),
            ["url_path"] = page.Key,
            ["page_title"] = page.MaxBy(fact => fact.Order)!.Text(TextField.PageTitle),
            ["first_at"] = Row.Time(page.Min(fact => fact.Ms)),
            ["last_at"] = Row.Time(page.Max(fact => fact.Ms)),
            ["views"] = page.Count(),
            ["timed_views"] = times.Length,
            ["seconds"] = times.Sum() / 1000.0,
        };

    private static IEnumerable<Row> CustomEvents(Traffic traffic, Guid site) =>
        from fact in traffic.Facts(site)
        where fact.IsCustom || fact.Row.RevenueE4 != 0
        select EventOf(fact).With(Texts(fact, CustomTexts)).With(new Row
        {
            ["event_type"] = (int)fact.Type,
            ["revenue"] = fact.Row.RevenueE4 / 10_000m,
            ["data_text"] = Row.Map(fact.Row.Values.Select(value => (value.Key, (object)value.Text))),
            ["data_number"] = Row.Map(fact.Row.Values.Where(value => !double.IsNaN(value.Number)).Select(value => (value.Key, (object)value.Number))),
            ["data_type"] = Row.Map(fact.Row.Values.Select(value => (value.Key, (object)(double)value.Type))),
        });

    private static IEnumerable<Row> Samples(Traffic traffic, Guid site)
    {
        foreach (var fact in traffic.Facts(site).Where(fact => fact.Type == EventType.Performance))
        {
            var row = EventOf(fact).With(Texts(fact, VitalsTexts));
            foreach (var field in Enum.GetValues<VitalField>())
                row[field.ToString().ToLowerInvariant()] = fact.Row.Vitals.GetValueOrDefault(field, double.NaN) is var value && double.IsNaN(value) ? null : value;
            yield return row;
        }
    }

    private static IEnumerable<IGrouping<(Guid Session, Guid Visit), Fact>> VisitsOf(Traffic traffic, Guid site) =>
        traffic.Facts(site).GroupBy(fact => (fact.Session, fact.Visit));

    private static string IdentityOf(IEnumerable<Fact> facts) =>
        facts.Where(fact => fact.Text(TextField.DistinctId) != "").MaxBy(fact => fact.Order)?.Text(TextField.DistinctId) ?? "";

    private static Row EventOf(Fact fact) => new()
    {
        ["site_id"] = fact.Row.SiteId.ToString(),
        ["session_id"] = fact.Session.ToString(),
        ["visit_id"] = fact.Visit.ToString(),
        ["event_id"] = fact.Id.ToString(),
        ["event_time"] = Row.Time(fact.Ms),
        ["received_at"] = (fact.Row.ReceivedAt ?? fact.Row.Time).UtcDateTime,
    };

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
