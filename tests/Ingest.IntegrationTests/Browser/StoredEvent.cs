using System.Text.Json;

namespace Ingest.IntegrationTests.Browser;

/// <summary>A row of <c>fact_event</c>, in short.</summary>
internal sealed record StoredEvent(JsonElement Row)
{
    /// <summary>The columns, with a type in words for the number in the table.</summary>
    public const string Columns =
        "['', 'view', 'custom', 'link', 'pixel', 'performance', 'identify'][event_type + 1] AS kind, event_name, hostname, url_path, url_query, page_title, "
        + "referrer_path, referrer_query, referrer_domain, screen, language, tag, distinct_id, data_text, lcp, inp, fcp, ttfb, cls, session_id, visit_id, event_id, browser";

    public string this[string column] => Row.GetProperty(column).ToString();

    public double? Number(string column) => Row.GetProperty(column) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    public string Data(string key) => Row.GetProperty("data_text").TryGetProperty(key, out var value) ? value.GetString()! : "";

    /// <summary>Kind, name and path without the test's folder: enough to tell the events of a test apart.</summary>
    public string Short(string folder) => $"{this["kind"]} {this["event_name"]} {this["url_path"].Replace(folder, "/", StringComparison.Ordinal)}".Replace("  ", " ", StringComparison.Ordinal);

    public override string ToString() => Row.ToString();
}
