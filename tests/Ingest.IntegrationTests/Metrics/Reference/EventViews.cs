using Ingest.Core.Events;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>Views of custom events, of their data, and of revenue.</summary>
internal static class EventViews
{
    private static readonly Dictionary<DataValueType, string> TypeNames = new()
    {
        [DataValueType.Text] = "text",
        [DataValueType.Number] = "number",
        [DataValueType.Boolean] = "boolean",
        [DataValueType.Date] = "date",
        [DataValueType.Json] = "json",
    };

    public static IEnumerable<Row> Events(Traffic traffic, Question question) =>
        from fact in Custom(traffic, question)
        group fact by fact.Name into name
        select new Row
        {
            ["event_name"] = name.Key,
            ["events"] = name.Count(),
            ["visitors"] = Visitors(name),
            ["visits"] = name.DistinctBy(fact => fact.Visit).Count(),
        };

    public static IEnumerable<Row> Intervals(Traffic traffic, Question question) =>
        from fact in Custom(traffic, question)
        group fact by (Bucket: question.Calendar.BeginOf(question.Unit, fact.Ms), fact.Name) into name
        select new Row
        {
            ["bucket"] = Row.Time(name.Key.Bucket),
            ["event_name"] = name.Key.Name,
            ["events"] = name.Count(),
            ["visitors"] = Visitors(name),
        };

    public static IEnumerable<Row> Values(Traffic traffic, Question question) =>
        from fact in Custom(traffic, question)
        where fact.Name == question.Event
        from value in fact.Values
        where value.Key == question.Key
        group fact by value.Text into text
        select new Row
        {
            ["value"] = text.Key,
            ["events"] = text.Count(),
            ["visitors"] = Visitors(text),
            ["revenue"] = text.Sum(Revenue),
        };

    public static IEnumerable<Row> Keys(Traffic traffic, Question question) =>
        from fact in Custom(traffic, question)
        from value in fact.Values
        group (Fact: fact, value.Text, value.Number) by (fact.Name, value.Key, value.Type) into key
        let numbers = key.Key.Type == DataValueType.Number ? key.Select(value => value.Number).ToArray() : []
        let hasNumbers = numbers.Length > 0
        select new Row
        {
            ["event_name"] = key.Key.Name,
            ["data_key"] = key.Key.Key,
            ["type_name"] = TypeNames[key.Key.Type],
            ["events"] = key.Count(),
            ["visitors"] = Visitors(key.Select(value => value.Fact)),
            ["distinct_values"] = key.DistinctBy(value => value.Text).Count(),
            ["number_sum"] = hasNumbers ? numbers.Sum() : null,
            ["number_mean"] = hasNumbers ? numbers.Sum() / numbers.Length : null,
            ["number_min"] = hasNumbers ? numbers.Min() : null,
            ["number_max"] = hasNumbers ? numbers.Max() : null,
        };

    public static IEnumerable<Row> Currencies(Traffic traffic, Question question) =>
        from fact in traffic.Facts(question)
        where fact.Row.RevenueE4 != 0
        group fact by fact.Text(TextField.Currency) into currency
        select new Row
        {
            ["currency"] = currency.Key,
            ["revenue"] = currency.Sum(Revenue),
            ["orders"] = currency.Count(),
            ["visitors"] = Visitors(currency),
            ["order_value"] = (double)currency.Sum(Revenue) / currency.Count(),
            ["visitor_value"] = (double)currency.Sum(Revenue) / Visitors(currency),
        };

    public static IEnumerable<Row> RevenueIntervals(Traffic traffic, Question question) =>
        from fact in traffic.Facts(question)
        where fact.Row.RevenueE4 != 0
        group fact by (Bucket: question.Calendar.BeginOf(question.Unit, fact.Ms), Currency: fact.Text(TextField.Currency)) into currency
        select new Row
        {
            ["bucket"] = Row.Time(currency.Key.Bucket),
            ["currency"] = currency.Key.Currency,
            ["revenue"] = currency.Sum(Revenue),
            ["orders"] = currency.Count(),
        };

    private static IEnumerable<Fact> Custom(Traffic traffic, Question question) => traffic.Facts(question).Where(fact => fact.IsCustom);

    private static decimal Revenue(Fact fact) => fact.Row.RevenueE4 / 10_000m;

    private static int Visitors(IEnumerable<Fact> facts) => facts.DistinctBy(fact => fact.Session).Count();
}
