using System.Globalization;
using System.Net;
using System.Text;
using Ingest.Load.Running;

namespace Ingest.Load.Reports;

/// <summary>The result as one HTML file that needs nothing else.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --page: #fbfbfa; --card: #ffffff; --ink: #1b1d21; --soft: #666c75; --line: #e4e5e8; --one: #2563c9; --two: #1a8f7a; --three: #c9701a; --four: #b3304f; --bad: #b3304f }
        @media (prefers-color-scheme: dark) { :root { --page: #14161a; --card: #1c1f24; --ink: #e8e9eb; --soft: #9aa1ab; --line: #31353c; --one: #6ea3f5; --two: #4cc3ab; --three: #eba053; --four: #ee7391; --bad: #ee7391 } }
        body { margin: 0 auto; max-width: 980px; padding: 32px 20px 60px; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
        h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 16px; margin: 0 } p, code { color: var(--soft); margin: 0 } code { font-size: 13px; overflow-wrap: anywhere }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0 }
        .tiles div, figure, table { background: var(--card); border: 1px solid var(--line); border-radius: 8px }
        .tiles div { padding: 12px 14px } .tiles b { display: block; font-size: 22px; font-weight: 600 } .tiles span { color: var(--soft); font-size: 13px } .bad b { color: var(--bad) }
        figure { margin: 0 0 16px; padding: 14px 16px 8px } figcaption { display: flex; justify-content: space-between; flex-wrap: wrap; gap: 4px 20px }
        .legend { display: flex; gap: 16px; list-style: none; margin: 0; padding: 0; font-size: 13px; color: var(--soft) } .legend li::before { content: ""; display: inline-block; width: 14px; height: 3px; margin-right: 6px; vertical-align: middle; background: currentColor }
        .legend li.one::before { background: var(--one) } .legend li.two::before { background: var(--two) } .legend li.three::before { background: var(--three) } .legend li.four::before { background: var(--four) }
        svg { display: block; width: 100%; height: auto } svg text { fill: var(--soft); font-size: 12px } text.mark { fill: var(--ink) }
        .grid { stroke: var(--line) } .tick { stroke: var(--soft) } line.mark { stroke: var(--soft); stroke-dasharray: 3 3 }
        polyline { fill: none; stroke-width: 2; stroke-linejoin: round } polyline.one { stroke: var(--one) } polyline.two { stroke: var(--two) } polyline.three { stroke: var(--three) } polyline.four { stroke: var(--four) }
        .fill { opacity: .18 } .fill.one { fill: var(--one) } .hint { fill: transparent } .hint:hover { fill: var(--soft); opacity: .14 }
        table { border-collapse: separate; border-spacing: 0; width: 100%; margin: 0 0 16px } td, th { padding: 5px 14px; border-top: 1px solid var(--line); text-align: left; font-weight: 400; vertical-align: top } tr:first-child > * { border-top: 0 } td { text-align: right; font-variant-numeric: tabular-nums } td.text { text-align: left; color: var(--soft); overflow-wrap: anywhere } caption { text-align: left; font-weight: 600; padding: 10px 0 6px }
        .note { border-left: 3px solid var(--three); padding: 4px 12px; margin: 0 0 16px; color: var(--ink) }
        """;

    private static readonly string[] Names =
    [
        "requests", "events acknowledged", "events refused", "events of unknown outcome", "connections refused", "connections broken", "replies too late",
        "replies unreadable", "connections closed by the server", "requests unsent", "bytes sent", "bytes received",
    ];

    /// <summary>The text.</summary>
    public static string Of(LoadReport report)
    {
        var result = report.Result;
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Load test</title><style>").Append(Style).Append("</style>");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(Heading(result.Plan))}</h1><p>{Encode(result.Plan.Target.ToString())}, {result.StartedAt:u}, measured for {result.Seconds:0.0} s after {result.Plan.WarmUp.TotalSeconds:0.#} s of warm-up; {Encode(LoadReport.Machine)}</p><code>{Encode(report.Command)}</code>");
        WriteTiles(html, report);
        foreach (var note in ResultTable.Notes(result))
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=note>{Encode(note)}</p>");
        }

        html.Append(LoadPlots.Rate(result).ToHtml()).Append(LoadPlots.Percentiles(result).ToHtml()).Append(LoadPlots.Distribution(result.Latency).ToHtml());
        WriteLatencies(html, result);
        WriteCounts(html, result);
        WriteRefusals(html, result);
        return html.Append("</html>\n").ToString();
    }

    private static string Heading(LoadPlan plan) =>
        (plan.BatchSize == 1 ? "Single events" : Text($"Batches of {plan.BatchSize} events"))
        + (plan.Rate is { } rate ? Text($" at {rate:N0} requests/s") : " as fast as replies come")
        + Text($", {plan.Connections} connections");

    private static void WriteTiles(StringBuilder html, LoadReport report)
    {
        var result = report.Result;
        html.Append("<div class=tiles>");
        Tile(Text($"{result.EventsPerSecond:N0}"), "events acknowledged a second");
        Tile(Units.Time(result.Latency.Percentile(50)), "median latency");
        Tile(Units.Time(result.Latency.Percentile(99)), "99 % are faster");
        Tile(Units.Time(result.Latency.Percentile(99.9)), "99.9 % are faster");
        Tile(Text($"{result.Whole.EventsRefused + result.Whole.EventsUnknown:N0}"), "events refused or unknown", result.Whole.EventsRefused + result.Whole.EventsUnknown > 0);
        if (report.Verification is { } verified)
        {
            Tile(
                verified.Holds ? Text($"{verified.Stored:N0}") : Text($"{verified.Missing:N0} / {verified.Duplicated:N0} / {verified.Unexpected:N0}"),
                verified.Holds ? "events stored, each once" : "missing / duplicated / unexpected",
                !verified.Holds);
        }

        html.Append("</div>");

        void Tile(string value, string name, bool isBad = false) =>
            html.Append(CultureInfo.InvariantCulture, $"<div{(isBad ? " class=bad" : "")}><b>{Encode(value)}</b><span>{Encode(name)}</span></div>");
    }

    private static void WriteLatencies(StringBuilder html, LoadResult result)
    {
        html.Append(CultureInfo.InvariantCulture, $"<table><caption>Latency{(result.Plan.Rate is null ? "" : ", from when a request was due")}</caption>");
        Row(html, "shortest", Units.Time(result.Latency.Min));
        foreach (var percent in ResultTable.Percents)
        {
            Row(html, Text($"p{percent}"), Units.Time(result.Latency.Percentile(percent)));
        }

        Row(html, "longest", Units.Time(result.Latency.Max));
        html.Append("</table>");
    }

    private static void WriteCounts(StringBuilder html, LoadResult result)
    {
        html.Append("<table><caption>Counts</caption><tr><th><td>measured<td>whole run, warm-up included</tr>");
        foreach (var (name, measured, whole) in Names.Zip(Values(result.Measured), Values(result.Whole)))
        {
            Row(html, name, measured, whole);
        }

        html.Append("</table>");
    }

    private static IEnumerable<string> Values(LoadCounts counts) =>
    [
        .. new[] { counts.Requests, counts.EventsAcknowledged, counts.EventsRefused, counts.EventsUnknown, counts.ConnectFaults, counts.BrokenConnections, counts.Timeouts, counts.BadReplies, counts.Reconnects, counts.RequestsUnsent }
            .Select(count => Text($"{count:N0}")),
        Units.Bytes(counts.BytesSent),
        Units.Bytes(counts.BytesReceived),
    ];

    private static void WriteRefusals(StringBuilder html, LoadResult result)
    {
        if (result.Refusals.Count == 0)
        {
            return;
        }

        html.Append("<table><caption>Refused, in the whole run</caption>");
        foreach (var refusal in result.Refusals)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>{refusal.Status} {Encode(refusal.Reason)}<td>{refusal.Events:N0}<td class=text>{Encode(refusal.Sample)}</tr>");
        }

        html.Append("</table>");
    }

    private static void Row(StringBuilder html, string name, params string[] values) =>
        html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encode(name)}<td>{string.Join("<td>", values.Select(Encode))}</tr>");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
