namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>Views of sessions, and of visitors who come back.</summary>
internal static class VisitorViews
{
    private static readonly string[] FirstTexts = ["hostname", "browser", "os", "device", "screen", "language", "country", "region", "city"];

    public static IEnumerable<Row> Sessions(Traffic traffic, Question question)
    {
        foreach (var session in traffic.Moments(question).GroupBy(moment => moment.Fact.Session))
        {
            var first = session.Select(moment => moment.Part).MinBy(part => (part.StartedMs, part.Own[0].Hour, part.Own[0].Visit.ToString()))!;
            var last = session.Select(moment => moment.Part).MaxBy(part => (part.EndedMs, part.Own[0].Hour, part.Own[0].Visit.ToString()))!;
            var row = new Row
            {
                ["session_id"] = session.Key.ToString(),
                ["first_at"] = Row.Time(first.StartedMs),
                ["last_at"] = Row.Time(last.EndedMs),
                ["visits"] = session.DistinctBy(moment => moment.Fact.Visit).Count(),
                ["views"] = session.Count(moment => moment.Fact.IsView),
                ["custom_events"] = session.Count(moment => moment.Fact.IsCustom),
                ["distinct_id"] = last.Texts["distinct_id"],
            };
            foreach (var name in FirstTexts)
                row[name] = first.Texts[name];
            yield return row;
        }
    }

    public static IEnumerable<Row> ActiveUsers(Traffic traffic, Question question)
    {
        if (question.Since >= question.Until)
            yield break;

        var visitors = traffic.Moments(question).ToLookup(moment => question.Calendar.DateOf(moment.Fact.Ms), moment => moment.Part.Visitor);
        for (var day = question.Calendar.DateOf(question.Since); day <= question.Calendar.DateOf(question.Until - 1); day = day.AddDays(1))
        {
            var (daily, monthly) = (Count(1), Count(30));
            yield return new Row
            {
                ["day"] = Row.Time(question.Calendar.BeginOf(day)),
                ["daily"] = daily,
                ["weekly"] = Count(7),
                ["monthly"] = monthly,
                ["stickiness"] = monthly == 0 ? 0 : (double)daily / monthly,
            };

            int Count(int days) => Enumerable.Range(0, days).SelectMany(age => visitors[day.AddDays(-age)]).Distinct().Count();
        }
    }

    public static IEnumerable<Row> Retention(Traffic traffic, Question question)
    {
        var (calendar, unit) = (question.Calendar, question.Unit);
        var visitors = traffic.Moments(question)
            .GroupBy(moment => moment.Part.Visitor, moment => calendar.BeginOf(unit, moment.Fact.Ms))
            .Select(buckets => (First: buckets.Min(), All: buckets.Distinct().ToArray()));
        return
            from cohort in visitors.GroupBy(visitor => visitor.First, visitor => visitor.All)
            from bucket in cohort.SelectMany(buckets => buckets).GroupBy(bucket => bucket)
            select new Row
            {
                ["cohort"] = Row.Time(cohort.Key),
                ["age"] = calendar.CountOf(unit, cohort.Key, bucket.Key),
                ["visitors"] = bucket.Count(),
                ["cohort_visitors"] = cohort.Count(),
            };
    }
}
