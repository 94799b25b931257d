using Ingest.Core.Events;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>Views of web vitals.</summary>
internal static class VitalsViews
{
    public static IEnumerable<Row> All(Traffic traffic, Question question) => [Percentiles(Samples(traffic, question))];

    public static IEnumerable<Row> Pages(Traffic traffic, Question question) =>
        from sample in Samples(traffic, question)
        group sample by sample.Path into page
        select new Row { ["url_path"] = page.Key }.With(Percentiles(page));

    public static IEnumerable<Row> Intervals(Traffic traffic, Question question) =>
        from sample in Samples(traffic, question)
        group sample by question.Calendar.BeginOf(question.Unit, sample.Ms) into interval
        select new Row { ["bucket"] = Row.Time(interval.Key) }.With(Percentiles(interval));

    private static IEnumerable<Fact> Samples(Traffic traffic, Question question) =>
        traffic.Facts(question).Where(fact => fact.Type == EventType.Performance);

    private static Row Percentiles(IEnumerable<Fact> samples)
    {
        var row = new Row { ["samples"] = samples.Count() };
        foreach (var field in Enum.GetValues<VitalField>())
        {
            var values = samples.Select(fact => fact.Row.Vitals.GetValueOrDefault(field, double.NaN)).Where(double.IsFinite).Order().ToArray();
            foreach (var percent in new[] { 50, 75, 95 })
                row[$"{field.ToString().ToLowerInvariant()}_p{percent}"] = values.Length == 0 ? null : values[values.Length * percent / 100];
        }

        return row;
    }
}
