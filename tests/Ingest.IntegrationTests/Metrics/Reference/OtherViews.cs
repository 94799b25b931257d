using Ingest.Core.Events;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>Views of the last half hour, and of what was not stored.</summary>
internal static class OtherViews
{
    private const long HalfHourMs = 1_800_000;

    public static IEnumerable<Row> Minutes(Traffic traffic, Question question) =>
        from fact in Latest(traffic, question)
        group fact by new Calendar("UTC").BeginOf("minute", fact.Ms) into minute
        select new Row
        {
            ["minute"] = Row.Time(minute.Key),
            ["visitors"] = minute.DistinctBy(fact => fact.Session).Count(),
            ["views"] = minute.Count(fact => fact.IsView),
            ["custom_events"] = minute.Count(fact => fact.IsCustom),
        };

    public static IEnumerable<Row> Now(Traffic traffic, Question question) =>
        from fact in Latest(traffic, question)
        from field in FieldsOf(fact)
        group fact by field into value
        select new Row
        {
            ["field"] = value.Key.Field,
            ["value"] = value.Key.Value,
            ["visitors"] = value.DistinctBy(fact => fact.Session).Count(),
            ["events"] = value.Count(),
        };

    public static IEnumerable<Row> Rejected(Traffic traffic, Question question) =>
        from rejection in RejectionsOf(traffic, question)
        group rejection by (rejection.Stage, rejection.Reason) into kind
        select new Row
        {
            ["stage"] = kind.Key.Stage,
            ["reason"] = kind.Key.Reason,
            ["events"] = kind.Sum(rejection => rejection.Events),
            ["last_minute"] = kind.Max(rejection => rejection.Minute).UtcDateTime,
        };

    public static IEnumerable<Row> RejectedIntervals(Traffic traffic, Question question) =>
        from rejection in RejectionsOf(traffic, question)
        group rejection by (Bucket: question.Calendar.BeginOf(question.Unit, rejection.Minute.ToUnixTimeMilliseconds()), rejection.Reason) into kind
        select new Row
        {
            ["bucket"] = Row.Time(kind.Key.Bucket),
            ["reason"] = kind.Key.Reason,
            ["events"] = kind.Sum(rejection => rejection.Events),
        };

    private static IEnumerable<Fact> Latest(Traffic traffic, Question question) =>
        traffic.Facts(question.Site).Where(fact => fact.Ms >= question.Until - HalfHourMs && fact.Ms < question.Until);

    private static IEnumerable<(string Field, string Value)> FieldsOf(Fact fact)
    {
        (string Field, string Value)[] fields =
        [
            ("url_path", fact.IsView ? fact.Path : ""),
            ("referrer_domain", fact.Text(TextField.ReferrerDomain)),
            ("country", fact.Text(TextField.Country)),
            ("browser", fact.Text(TextField.Browser)),
            ("event_name", fact.IsCustom ? fact.Name : ""),
        ];
        return [("", ""), .. fields.Where(field => field.Value != "")];
    }

    private static IEnumerable<Rejection> RejectionsOf(Traffic traffic, Question question) =>
        traffic.Rejections.DistinctBy(rejection => rejection.Record)
            .Where(rejection => rejection.Site == question.Site && question.HasTime(rejection.Minute.ToUnixTimeMilliseconds()));
}
