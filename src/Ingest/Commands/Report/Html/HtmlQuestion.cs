using System.Globalization;
using Ingest.Endpoints.Metrics;
using Microsoft.Extensions.Primitives;

namespace Ingest.Commands.Report.Html;

/// <summary>A question that the dashboard asks the API, and that a page in a file has to have the answer to.</summary>
/// <param name="View">Name of the view.</param>
/// <param name="Asked">The parameters of its own: those that all have in common are not there.</param>
internal sealed record HtmlQuestion(string View, IReadOnlyDictionary<string, StringValues> Asked)
{
    // As the dashboard has them: wwwroot/overview.js with dimensions.js, events.js, retention.js, and so on. A test opens every page, tab and list of a file.
    private static readonly (string View, string Order)[] Lists =
    [
        ("pages", "visitors"), ("entry_pages", "visits"), ("exit_pages", "visits"), ("hostnames", "visitors"),
        ("referrers", "visitors"), ("channels", "visitors"), ("utm_campaigns", "visitors"), ("utm_sources", "visitors"), ("utm_mediums", "visitors"),
        ("utm_contents", "visitors"), ("utm_terms", "visitors"), ("click_ids", "visitors"),
        ("regions", "visitors"), ("cities", "visitors"), ("languages", "visitors"),
        ("browsers", "visitors"), ("operating_systems", "visitors"), ("devices", "visitors"), ("screens", "visitors"),
        ("events", "events"), ("event_data", "events"), ("vitals_pages", "samples"),
    ];

    // More countries than there are: the map has them all.
    private const int CountriesMax = 300;
    private const int SeriesRowsMax = 10_000;
    private const int JourneyRows = 50;
    private const int JourneyLength = 4;
    private const int ValueRows = 200;

    /// <summary>The view whose answer says which values can be asked for.</summary>
    public const string DataView = "event_data";

    /// <summary>The questions of all pages, but for the values of events' data.</summary>
    public static IEnumerable<HtmlQuestion> Of(HtmlReport report)
    {
        var range = (report.Range.Since, report.Range.Until);
        yield return Of("overview", range);
        yield return Of("overview", report.Comparable);
        yield return Series("traffic", range);
        yield return Series("traffic", report.Previous);
        foreach (var (view, order) in Lists)
        {
            yield return Of(view, range, ("order", $"{order}:desc"), ("limit", Text(report.RowsMax)));
        }

        yield return Of("countries", range, ("order", "visitors:desc"), ("limit", Text(Math.Max(CountriesMax, report.RowsMax))));
        yield return Series("event_traffic", range);
        yield return Of("revenue", range, ("order", "revenue:desc"));
        yield return Series("revenue_traffic", range);
        yield return Of("retention", range, ("unit", TimeBuckets.NameOf(report.RetentionUnit)), ("order", "cohort:asc"), ("limit", Text(SeriesRowsMax)));
        yield return Of("journeys", range, ("length", Text(JourneyLength)), ("order", "visits:desc"), ("limit", Text(JourneyRows)));
        yield return Of("vitals", range);
        yield return Series("vitals_traffic", range);
        yield return Of("weekly_hours", range, ("limit", Text(ValueRows)));
        if (report.Steps.Count > 0)
        {
            yield return Of("funnel", range, ("steps", new StringValues([.. report.Steps])), ("seconds", report.Seconds), ("order", "step:asc"));
        }

        if (report.HasRejections)
        {
            yield return Of("rejected", range, ("order", "events:desc"));
            yield return Series("rejected_traffic", range);
        }

        HtmlQuestion Series(string view, (DateTimeOffset Since, DateTimeOffset Until) span) => Of(view, span, ("unit", TimeBuckets.NameOf(report.Unit)), ("limit", Text(SeriesRowsMax)));
    }

    /// <summary>The question of the values of a key of an event's data.</summary>
    public static HtmlQuestion OfValues(HtmlReport report, string name, string key) =>
        Of("event_values", (report.Range.Since, report.Range.Until), ("event", name), ("key", key), ("order", "events:desc"), ("limit", Text(ValueRows)));

    /// <summary>The same as a question of the API.</summary>
    public QueryRequest ToRequest(HtmlReport report)
    {
        var view = ViewCatalogue.Views[View];
        var query = new Dictionary<string, StringValues>(Asked) { ["tz"] = report.Zone.Id };
        if (view.Takes("filter"))
        {
            query["filter"] = new StringValues([.. report.Filter.Conditions]);
        }

        return QueryRequestReader.Read(view, report.Site, new QueryCollection(query), report.Made);
    }

    private static HtmlQuestion Of(string view, (DateTimeOffset Since, DateTimeOffset Until) span, params ReadOnlySpan<(string Name, StringValues Value)> own)
    {
        var asked = new Dictionary<string, StringValues> { ["since"] = HtmlReport.Text(span.Since), ["until"] = HtmlReport.Text(span.Until) };
        foreach (var (name, value) in own)
        {
            asked[name] = value;
        }

        return new HtmlQuestion(view, asked);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
