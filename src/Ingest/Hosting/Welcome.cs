using Ingest.Core.Sites;
using Ingest.Tracker;

namespace Ingest.Hosting;

/// <summary>What a person needs after a start: the addresses, the site, a line to send an event, and one to read it back.</summary>
internal static class Welcome
{
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    private const string Message = """{"type":"event","payload":{"website":"SITE","hostname":"example.com","url":"/welcome","title":"Welcome"}}""";
    private const string Query = "SELECT event_time, url_path, page_title, browser, os FROM v_pa_events ORDER BY event_time DESC LIMIT 5 FORMAT PrettyCompact";

    /// <summary>Prints it; the last line is the sign that the server is ready.</summary>
    public static void Print(Uri collect, Uri script, Uri? clickHouse, string? lake, IReadOnlyCollection<Site> sites, string? firstKey)
    {
        var site = sites.MinBy(site => site.CreatedAt);
        var output = Console.Out;
        output.WriteLine();
        output.WriteLine("Ingest is running.");
        output.WriteLine();
        output.WriteLine($"  collect      {new Uri(collect, "/api/send")}");
        output.WriteLine($"  ClickHouse   {clickHouse?.GetLeftPart(UriPartial.Authority) ?? (lake is null ? "none: events wait in the log" : "none")}");
        if (lake is not null)
        {
            output.WriteLine($"  lake         {lake}");
        }

        var more = sites.Count > 1 ? $"  (and {sites.Count - 1} more)" : "";
        output.WriteLine($"  site         {(site is null ? "none: add one with 'ingest site add'" : $"{site.Id}  {site.Name}{more}")}");
        if (firstKey is not null)
        {
            output.WriteLine($"  admin key    {firstKey}");
            output.WriteLine("               shown this once: keep it, or make others with 'ingest key create'");
        }

        output.WriteLine();
        output.WriteLine("Send an event:");
        output.WriteLine();
        output.WriteLine($"  curl -s {new Uri(collect, "/api/send")} -A '{Agent}' \\");
        output.WriteLine("    -d '" + Message.Replace("SITE", site?.Id.ToString() ?? "SITE", StringComparison.Ordinal) + "'");
        output.WriteLine();
        output.WriteLine("Or from a page, of any origin:");
        output.WriteLine();
        output.WriteLine($"  {TrackerSnippet.Of(script, site?.Id.ToString() ?? "SITE")}");
        output.WriteLine();
        if (clickHouse is not null)
        {
            output.WriteLine("Read it back, a second later:");
            output.WriteLine();
            output.WriteLine($"  curl -s '{clickHouse}' -d '{Query}'");
            output.WriteLine();
        }

        output.WriteLine("Ctrl+C stops it.");
        output.Flush();
    }
}
