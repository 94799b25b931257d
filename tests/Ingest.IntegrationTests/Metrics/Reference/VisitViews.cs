namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>Views of visits and visitors.</summary>
internal static class VisitViews
{
    /// <summary>The columns of view_overview.</summary>
    public static Row Figures(IReadOnlyCollection<Moment> moments)
    {
        var begun = moments.Where(moment => moment.IsFirst).Select(moment => moment.Part).ToArray();
        var visits = (double)begun.Length;
        var views = moments.Count(moment => moment.Fact.IsView);
        var bounces = begun.Count(IsBounce);
        var seconds = SecondsOf(begun);
        return new Row
        {
            ["visitors"] = moments.DistinctBy(moment => moment.Fact.Session).Count(),
            ["visits"] = begun.Length,
            ["views"] = views,
            ["custom_events"] = moments.Count(moment => moment.Fact.IsCustom),
            ["bounces"] = bounces,
            ["bounce_rate"] = visits == 0 ? 0 : bounces / visits,
            ["visit_seconds"] = seconds,
            ["visit_duration"] = visits == 0 ? 0 : seconds / visits,
            ["views_per_visit"] = visits == 0 ? 0 : views / visits,
        };
    }

    public static IEnumerable<Row> Overview(Traffic traffic, Question question) => [Figures(traffic.Moments(question))];

    public static IEnumerable<Row> Intervals(Traffic traffic, Question question) =>
        from moment in traffic.Moments(question)
        group moment by question.Calendar.BeginOf(question.Unit, moment.Fact.Ms) into interval
        select new Row { ["bucket"] = Row.Time(interval.Key) }.With(Figures([.. interval]));

    /// <summary>A row for each text, or pair of texts, that visits have.</summary>
    public static IEnumerable<Row> By(Traffic traffic, Question question, string first, string? second = null) =>
        from moment in traffic.Moments(question)
        group moment by (First: moment.Part.Texts[first], Second: second is null ? null : moment.Part.Texts[second]) into kind
        select (second is null ? new Row { [first] = kind.Key.First } : new Row { [first] = kind.Key.First, [second] = kind.Key.Second })
            .With(Figures([.. kind]));

    /// <summary>Entry and exit pages.</summary>
    public static IEnumerable<Row> Ends(Traffic traffic, Question question, string end) =>
        from moment in traffic.Moments(question)
        where moment.IsFirst
        group moment.Part by moment.Part.Texts[end] into page
        let visits = (double)page.Count()
        select new Row
        {
            [$"{end}_path"] = page.Key,
            ["visitors"] = page.DistinctBy(part => part.Own[0].Session).Count(),
            ["visits"] = page.Count(),
            ["views"] = page.Sum(part => part.Views),
            ["bounces"] = page.Count(IsBounce),
            ["bounce_rate"] = page.Count(IsBounce) / visits,
            ["visit_seconds"] = SecondsOf(page),
            ["visit_duration"] = SecondsOf(page) / visits,
        };

    public static IEnumerable<Row> WeeklyHours(Traffic traffic, Question question) =>
        from moment in traffic.Moments(question)
        let local = question.Calendar.LocalOf(moment.Fact.Ms)
        group moment.Fact by (Day: (((int)local.DayOfWeek + 6) % 7) + 1, local.Hour) into hour
        select new Row
        {
            ["weekday"] = hour.Key.Day,
            ["hour"] = hour.Key.Hour,
            ["visitors"] = hour.DistinctBy(fact => fact.Session).Count(),
            ["views"] = hour.Count(fact => fact.IsView),
        };

    private static bool IsBounce(VisitPart part) => part.Views == 1 && part.CustomEvents == 0;

    private static double SecondsOf(IEnumerable<VisitPart> parts) => parts.Sum(part => part.EndedMs - part.StartedMs) / 1000.0;
}
