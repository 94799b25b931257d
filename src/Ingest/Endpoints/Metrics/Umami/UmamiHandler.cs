using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ingest.Access;
using Ingest.Core.Sites;
using Ingest.Sinks.ClickHouse.Client;
using Microsoft.AspNetCore.WebUtilities;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>Answers the routes by which Umami's clients read, in its JSON. docs/decisions/0053-reading-over-http.md says what is made of what.</summary>
internal sealed class UmamiHandler(AnswerSource answers, SiteDirectory sites, TimeProvider time, ILogger<UmamiHandler> logger)
{
    // In one answer, of those that tell one thing from another; Umami's default.
    private const int MetricsDefault = 500;
    private const int MetricsMax = 10_000;
    private const int RetrySeconds = 5;

    private static readonly TimeSpan ActiveTime = TimeSpan.FromMinutes(5);

    /// <summary>Asks a view.</summary>
    public async Task<UmamiTable> AskAsync(QueryRequest request, HttpContext http) => UmamiTable.Of(await answers.GetAsync(request, http.RequestAborted));

    /// <summary>A handler of a route below a site that answers with what <paramref name="answer"/> makes.</summary>
    public RequestDelegate ForSite(Func<Site, HttpContext, Task<JsonNode?>> answer)
    {
        return HandleAsync;

        Task HandleAsync(HttpContext http) => GuardAsync(http, () => answer(sites.Readable(http, "websiteId"), http));
    }

    /// <summary>GET /api/websites: the sites that the key may read, a page at a time.</summary>
    public Task WebsitesAsync(HttpContext http) => GuardAsync(http, () =>
    {
        var values = new QueryValues(http.Request.Query);
        var (page, size, search) = (values.Number("page", 1, 10_000, 1), values.Number("pageSize", 1, 1000, 20), values.One("search") ?? "");
        var found = sites.Readable(http).Where(site => site.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || site.Domains.Any(domain => domain.Contains(search, StringComparison.OrdinalIgnoreCase))).ToList();
        var data = new JsonArray([.. found.Skip((page - 1) * size).Take(size).Select(WebsiteOf)]);
        return Task.FromResult<JsonNode?>(Page(data, found.Count, page, size));
    });

    /// <summary>GET /api/websites/{websiteId}.</summary>
    public Task<JsonNode?> WebsiteAsync(Site site, HttpContext http) => Task.FromResult<JsonNode?>(WebsiteOf(site));

    /// <summary>GET …/active: visitors of the last five minutes.</summary>
    public async Task<JsonNode?> ActiveAsync(Site site, HttpContext http)
    {
        var now = time.GetUtcNow();
        var table = await AskAsync(Of(site, new TimeRange(now - ActiveTime, now.AddSeconds(1)), http).For(UmamiViews.Active), http);
        return new JsonObject { ["visitors"] = UmamiTable.NodeOf(table.Value(table.Rows[0], "visitors")) };
    }

    /// <summary>GET …/daterange: the first and the last event.</summary>
    public async Task<JsonNode?> DateRangeAsync(Site site, HttpContext http) => First(await AskAsync(Of(site, AllTime(), http).For(UmamiViews.DateRange), http));

    /// <summary>GET …/stats: the figures of a time, and of the one before.</summary>
    public async Task<JsonNode?> StatsAsync(Site site, HttpContext http)
    {
        var question = UmamiQuestion.Read(site, http.Request.Query);
        var stats = await StatsAsync(question, http);
        stats["comparison"] = await StatsAsync(question.Before(), http);
        return stats;
    }

    /// <summary>GET …/pageviews: views and visitors by interval; with <c>compare</c> those of the time before too.</summary>
    public async Task<JsonNode?> PageviewsAsync(Site site, HttpContext http)
    {
        var question = UmamiQuestion.Read(site, http.Request.Query);
        var series = await SeriesAsync(question, http);
        if (question.Values.One("compare") is { Length: > 0 })
        {
            var before = question.Before();
            var compared = await SeriesAsync(before, http);
            (compared["startDate"], compared["endDate"]) = (before.Range.Since.UtcDateTime, before.Range.Until.AddMilliseconds(-1).UtcDateTime);
            (series["startDate"], series["endDate"], series["compare"]) = (question.Range.Since.UtcDateTime, question.Range.Until.AddMilliseconds(-1).UtcDateTime, compared);
        }

        return series;
    }

    /// <summary>GET …/metrics: how many, by what <c>type</c> tells apart.</summary>
    public async Task<JsonNode?> MetricsAsync(Site site, HttpContext http)
    {
        var (metric, question) = ReadMetric(site, http);
        var table = await AskAsync(ForMetric(metric, question), http);
        var rows = table.Rows.Where(row => IsShown(metric, table, row)).Select(row => new JsonObject
        {
            ["x"] = UmamiTable.NodeOf(table.Value(row, metric.Name)),
            ["y"] = UmamiTable.NodeOf(table.Value(row, metric.Count)),
        }.With("country", metric.Name is "region" or "city" ? UmamiTable.NodeOf(table.Value(row, "country")) : null));
        return new JsonArray([.. rows]);
    }

    /// <summary>GET …/metrics/expanded: all figures, by what <c>type</c> tells apart.</summary>
    public async Task<JsonNode?> ExpandedMetricsAsync(Site site, HttpContext http)
    {
        var (metric, question) = ReadMetric(site, http);
        var table = await AskAsync(ForMetric(metric, question), http);
        if (!table.Has("bounces"))
        {
            throw new MetricsException(StatusCodes.Status501NotImplemented, "Expanded metrics are not offered of this type: ask …/metrics.");
        }

        return new JsonArray([.. table.Rows.Where(row => IsShown(metric, table, row)).Select(row => Figures(table, row)
            .With("name", UmamiTable.NodeOf(table.Value(row, metric.Name)))
            .With("country", metric.Name is "region" or "city" ? UmamiTable.NodeOf(table.Value(row, "country")) : null))]);
    }

    /// <summary>What is not offered.</summary>
    public Task NotOfferedAsync(HttpContext http) =>
        FailAsync(http, StatusCodes.Status501NotImplemented, "This route of Umami's API is not offered here: docs/reading.md says which are, and GET /api/views lists what else can be asked for.");

    /// <summary>A page of rows.</summary>
    public static JsonObject Page(JsonArray data, long count, int page, int size) => new() { ["data"] = data, ["count"] = count, ["page"] = page, ["pageSize"] = size };

    /// <summary>The first row as an object; null when there is none.</summary>
    public static JsonObject? First(UmamiTable table) => table.Rows.Count == 0 ? null : table.ObjectOf(table.Rows[0]);

    /// <summary>A question about a time that the request does not name.</summary>
    public static UmamiQuestion Of(Site site, TimeRange range, HttpContext http) => UmamiQuestion.Of(site, range, http.Request.Query);

    /// <summary>The time that events can be of.</summary>
    public static TimeRange AllTime() => new(DateTimeOffset.UnixEpoch, new DateTimeOffset(2106, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private async Task<JsonObject> StatsAsync(UmamiQuestion question, HttpContext http)
    {
        var table = await AskAsync(question.For(ViewCatalogue.Views["overview"]), http);
        return Figures(table, table.Rows[0]);
    }

    private static JsonObject Figures(UmamiTable table, JsonElement row) => new()
    {
        ["pageviews"] = UmamiTable.NodeOf(table.Value(row, "views")),
        ["visitors"] = UmamiTable.NodeOf(table.Value(row, "visitors")),
        ["visits"] = UmamiTable.NodeOf(table.Value(row, "visits")),
        ["bounces"] = UmamiTable.NodeOf(table.Value(row, "bounces")),
        ["totaltime"] = UmamiTable.NodeOf(table.Value(row, "visit_seconds")),
    };

    private async Task<JsonObject> SeriesAsync(UmamiQuestion question, HttpContext http)
    {
        var table = await AskAsync(question.For(ViewCatalogue.Views["traffic"]), http);
        return new JsonObject { ["pageviews"] = Points(table, "views"), ["sessions"] = Points(table, "visitors") };
    }

    private static JsonArray Points(UmamiTable table, string column) =>
        new([.. table.Rows.Select(row => new JsonObject { ["x"] = UmamiTable.NodeOf(table.Value(row, "bucket")), ["y"] = UmamiTable.NodeOf(table.Value(row, column)) })]);

    private static (UmamiMetric Metric, UmamiQuestion Question) ReadMetric(Site site, HttpContext http)
    {
        var question = UmamiQuestion.Read(site, http.Request.Query);
        var type = question.Values.One("type") ?? "";
        return UmamiMetric.ByType.TryGetValue(type, out var metric)
            ? (metric, question)
            : throw MetricsException.Parameter("type", $"'{QueryValues.Shown(type)}' is none here. There are {string.Join(", ", UmamiMetric.ByType.Keys.Order(StringComparer.Ordinal))}.");
    }

    private static QueryRequest ForMetric(UmamiMetric metric, UmamiQuestion question) => question.For(
        metric.View, metric.Count, isDescending: true, question.Values.Number("limit", 1, MetricsMax, MetricsDefault), question.Values.Number("offset", 0, 1_000_000, 0));

    // As Umami has it: a visit without a referrer is in no list of them, and what was not told is in no list of tags.
    private static bool IsShown(UmamiMetric metric, UmamiTable table, JsonElement row) =>
        metric.Name != "referrer" && !metric.Name.StartsWith("utm_", StringComparison.Ordinal) || table.Value(row, metric.Name).GetString() is { Length: > 0 };

    private static JsonObject WebsiteOf(Site site) => new()
    {
        ["id"] = site.Id,
        ["name"] = site.Name,
        ["domain"] = site.Domains.Count > 0 ? site.Domains[0] : null,
        ["shareId"] = null,
        ["resetAt"] = null,
        ["userId"] = null,
        ["teamId"] = null,
        ["createdBy"] = null,
        ["createdAt"] = site.CreatedAt.UtcDateTime,
        ["updatedAt"] = site.UpdatedAt?.UtcDateTime,
        ["deletedAt"] = null,
        ["recorderEnabled"] = false,
        ["replayConfig"] = null,
    };

    private async Task GuardAsync(HttpContext http, Func<Task<JsonNode?>> answer)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(await answer());
            http.Response.Headers.CacheControl = "no-store";
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = body.Length;
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
        }
        catch (MetricsException fault)
        {
            await FailAsync(http, fault.Status, fault.Message);
        }
        catch (ClickHouseException fault)
        {
            MetricsLog.Refused(logger, http.Request.Path, fault.Code, fault.Message);
            await FailAsync(http, StatusCodes.Status500InternalServerError, "ClickHouse refused the query: the server's log says why.");
        }
    }

    private static Task FailAsync(HttpContext http, int status, string message)
    {
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        }

        (http.Response.StatusCode, http.Response.Headers.CacheControl) = (status, "no-store");
        var code = ReasonPhrases.GetReasonPhrase(status).ToLowerInvariant().Replace(' ', '-');
        return http.Response.WriteAsJsonAsync(new { error = new { message, code, status } }, JsonSerializerOptions.Web, http.RequestAborted);
    }
}
