using System.Text.Json;
using System.Text.Json.Nodes;
using Ingest.Core.Sites;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>Umami's routes about events and sessions one by one, and what is told with them.</summary>
internal sealed class UmamiEvents(UmamiHandler umami, TimeProvider time)
{
    private const int RealtimeEvents = 100;
    private const int ActivityMax = 500;

    // Here the names of these parameters say which event and property, not what to keep.
    private static readonly string[] Names = ["event", "eventName", "propertyName"];
    private static readonly TimeSpan RealtimeTime = TimeSpan.FromMinutes(30);

    /// <summary>GET …/events: the events of a time, the newest first.</summary>
    public Task<JsonNode?> EventsAsync(Site site, HttpContext http) => PageAsync(site, UmamiViews.Events, "createdAt", http);

    /// <summary>GET …/sessions: the sessions of a time, the newest first.</summary>
    public Task<JsonNode?> SessionsAsync(Site site, HttpContext http) => PageAsync(site, UmamiViews.Sessions, "lastAt", http);

    /// <summary>GET …/events/series: custom events by name and interval.</summary>
    public async Task<JsonNode?> SeriesAsync(Site site, HttpContext http)
    {
        var table = await umami.AskAsync(UmamiQuestion.Read(site, http.Request.Query).For(ViewCatalogue.Views["event_traffic"]), http);
        return new JsonArray([.. table.Rows.Select(row => new JsonObject
        {
            ["x"] = UmamiTable.NodeOf(table.Value(row, "event_name")), ["t"] = UmamiTable.NodeOf(table.Value(row, "bucket")), ["y"] = UmamiTable.NodeOf(table.Value(row, "events")),
        })]);
    }

    /// <summary>GET …/events/stats.</summary>
    public async Task<JsonNode?> EventStatsAsync(Site site, HttpContext http)
    {
        var question = UmamiQuestion.Read(site, http.Request.Query);
        var data = UmamiHandler.First(await umami.AskAsync(question.For(UmamiViews.EventStats), http))!;
        data["comparison"] = UmamiHandler.First(await umami.AskAsync(question.Before().For(UmamiViews.EventStats), http));
        return new JsonObject { ["data"] = data };
    }

    /// <summary>GET …/sessions/stats: each figure as an object with its value.</summary>
    public async Task<JsonNode?> SessionStatsAsync(Site site, HttpContext http)
    {
        var figures = UmamiHandler.First(await umami.AskAsync(UmamiQuestion.Read(site, http.Request.Query).For(UmamiViews.SessionStats), http))!;
        return new JsonObject(figures.Select(figure => new KeyValuePair<string, JsonNode?>(figure.Key, new JsonObject { ["value"] = figure.Value?.DeepClone() })));
    }

    /// <summary>GET …/sessions/weekly: visitors by weekday, from Sunday, and hour.</summary>
    public async Task<JsonNode?> WeeklyAsync(Site site, HttpContext http)
    {
        var table = await umami.AskAsync(UmamiQuestion.Read(site, http.Request.Query).For(ViewCatalogue.Views["weekly_hours"]), http);
        var counts = new long[7, 24];
        foreach (var row in table.Rows)
        {
            counts[table.Value(row, "weekday").GetInt32() % 7, table.Value(row, "hour").GetInt32()] = table.Value(row, "visitors").GetInt64();
        }

        return new JsonArray([.. Enumerable.Range(0, 7).Select(day => new JsonArray([.. Enumerable.Range(0, 24).Select(hour => (JsonNode)counts[day, hour])]))]);
    }

    /// <summary>GET …/sessions/{sessionId}: one session, of all time.</summary>
    public async Task<JsonNode?> SessionAsync(Site site, HttpContext http) => UmamiHandler.First(
        await umami.AskAsync(UmamiHandler.Of(site, UmamiHandler.AllTime(), http).For(UmamiViews.Session) with { Own = [Id(http, "session", "sessionId")] }, http))
        ?? throw new MetricsException(StatusCodes.Status404NotFound, "The site has no such session.");

    /// <summary>GET …/sessions/{sessionId}/activity: what it did in a time, the newest first.</summary>
    public async Task<JsonNode?> ActivityAsync(Site site, HttpContext http)
    {
        var question = UmamiQuestion.Read(site, http.Request.Query, except: ["distinctId"]);
        var request = question.For(UmamiViews.Activity, "createdAt", isDescending: true, ActivityMax) with { Own = [Id(http, "session", "sessionId")] };
        return (await umami.AskAsync(request, http)).Objects();
    }

    /// <summary>GET …/sessions/{sessionId}/properties: what is known of it.</summary>
    public async Task<JsonNode?> PropertiesAsync(Site site, HttpContext http) =>
        (await umami.AskAsync(UmamiHandler.Of(site, UmamiHandler.AllTime(), http).For(UmamiViews.Properties) with { Own = [Id(http, "session", "sessionId")] }, http)).Objects();

    /// <summary>GET …/event-data/{eventId}: what came with an event.</summary>
    public async Task<JsonNode?> EventDataAsync(Site site, HttpContext http) =>
        (await umami.AskAsync(UmamiHandler.Of(site, UmamiHandler.AllTime(), http).For(UmamiViews.EventData) with { Own = [Id(http, "id", "eventId")] }, http)).Objects();

    /// <summary>Rows of a view that takes the name of an event and of a property.</summary>
    public Func<Site, HttpContext, Task<JsonNode?>> Listed(CataloguedView view, string eventParameter = "eventName") => async (site, http) =>
    {
        var question = UmamiQuestion.Read(site, http.Request.Query, Names);
        var request = question.For(view, view.Takes("event") || view.Takes("key") ? "total" : null, isDescending: true) with
        {
            Own = [question.Text("event", eventParameter), question.Text("key", "propertyName")],
        };
        return (await umami.AskAsync(request, http)).Objects();
    };

    /// <summary>GET …/event-data/values: the values of a property of an event.</summary>
    public async Task<JsonNode?> EventValuesAsync(Site site, HttpContext http)
    {
        var question = UmamiQuestion.Read(site, http.Request.Query, Names);
        var own = (KeyValuePair<string, string>[])[question.Text("event", question.Values.One("eventName") is null ? "event" : "eventName"), question.Text("key", "propertyName")];
        var table = await umami.AskAsync(question.For(ViewCatalogue.Views["event_values"], "events", isDescending: true) with { Own = own }, http);
        return new JsonArray([.. table.Rows.Select(row => new JsonObject { ["value"] = UmamiTable.NodeOf(table.Value(row, "value")), ["total"] = UmamiTable.NodeOf(table.Value(row, "events")) })]);
    }

    /// <summary>GET …/event-data/stats.</summary>
    public async Task<JsonNode?> EventDataStatsAsync(Site site, HttpContext http) =>
        UmamiHandler.First(await umami.AskAsync(UmamiQuestion.Read(site, http.Request.Query).For(UmamiViews.EventDataStats), http));

    /// <summary>GET /api/realtime/{websiteId}: the last half hour.</summary>
    public async Task<JsonNode?> RealtimeAsync(Site site, HttpContext http)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() + 1);
        var question = UmamiHandler.Of(site, new TimeRange(now - RealtimeTime, now), http) with { Unit = "minute" };
        var traffic = await umami.AskAsync(question.For(ViewCatalogue.Views["traffic"]), http);
        var stats = UmamiHandler.First(await umami.AskAsync(question.For(UmamiViews.SessionStats), http))!;
        var events = await umami.AskAsync(question.For(UmamiViews.Events, "createdAt", isDescending: true, RealtimeEvents) with { Own = [new("search", "")] }, http);
        var values = await umami.AskAsync(question.For(ViewCatalogue.Views["realtime_now"], "visitors", isDescending: true), http);
        return new JsonObject
        {
            ["countries"] = Counts(values, "country", "visitors"),
            ["urls"] = Counts(values, "url_path", "events"),
            ["referrers"] = Counts(values, "referrer_domain", "events"),
            ["events"] = new JsonArray([.. events.Rows.Select(row => events.ObjectOf(row).With("__type", events.Value(row, "eventType").GetInt32() == 2 ? "event" : "pageview"))]),
            ["series"] = new JsonObject { ["views"] = Points(traffic, "views"), ["visitors"] = Points(traffic, "visitors") },
            ["totals"] = new JsonObject
            {
                ["views"] = stats["pageviews"]?.DeepClone(),
                ["visitors"] = stats["visitors"]?.DeepClone(),
                ["events"] = stats["events"]?.DeepClone(),
                ["countries"] = stats["countries"]?.DeepClone(),
            },
            ["timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    private async Task<JsonNode?> PageAsync(Site site, CataloguedView view, string order, HttpContext http)
    {
        var question = UmamiQuestion.Read(site, http.Request.Query);
        var (page, size) = (question.Page, question.PageSize);
        var request = question.For(view, order, isDescending: true, size, (page - 1) * size) with { Own = [question.Text("search", "search")] };
        var table = await umami.AskAsync(request, http);
        return UmamiHandler.Page(table.Objects(), table.Rows.Count == 0 ? 0 : table.Value(table.Rows[0], UmamiTable.Total).GetInt64(), page, size);
    }

    private static JsonArray Points(UmamiTable table, string column) => new([.. table.Rows.Select(row => new JsonObject
    {
        ["x"] = UmamiTable.NodeOf(table.Value(row, "bucket")), ["t"] = UmamiTable.NodeOf(table.Value(row, "bucket")), ["y"] = UmamiTable.NodeOf(table.Value(row, column)),
    })]);

    private static JsonObject Counts(UmamiTable table, string field, string column) => new(table.Rows
        .Where(row => table.Value(row, "field").GetString() == field)
        .Select(row => new KeyValuePair<string, JsonNode?>(table.Value(row, "value").GetString()!, UmamiTable.NodeOf(table.Value(row, column)))));

    private static KeyValuePair<string, string> Id(HttpContext http, string parameter, string routeValue) =>
        new(parameter, Guid.Parse((string)http.Request.RouteValues[routeValue]!).ToString());
}
