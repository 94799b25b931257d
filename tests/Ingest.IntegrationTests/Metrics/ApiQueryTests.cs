using System.Text.Json;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.Metrics;

/// <summary>Rows of the views over HTTP.</summary>
public sealed class ApiQueryTests(MetricsServer metrics) : IClassFixture<MetricsServer>
{
    private const string Day = MetricsServer.Day;

    // Whatever the text of a value is: it reaches the view as it is, and nothing else happens.
    public static TheoryData<string> Injections => ["'", "\\", "\\'", "')) OR 1=1 --", "'] , '!path':['", "/* x", "`", "\"", "{site:UUID}", "\n", "\t", ";", "%", "${database}"];

    [Fact]
    public async Task Every_view_answers_as_it_does_in_SQL()
    {
        var views = await metrics.AskAsync("/api/views");
        var names = JsonDocument.Parse(await views.Content.ReadAsStringAsync()).RootElement.EnumerateArray().Select(view => view.GetProperty("name").GetString()!).ToList();
        Assert.Equal(ViewFile.Embedded.Count(view => view.Name.StartsWith("view_", StringComparison.Ordinal)), names.Count);

        foreach (var name in names)
        {
            var view = ViewFile.Embedded.Single(file => file.Name == $"view_{name}");
            var parameters = ViewQuery.ParametersOf(view).Select(parameter => parameter.Name).ToHashSet();
            var arguments = string.Join(", ", parameters.Select(parameter => $"{parameter}={Argument(parameter, parameters.Contains("since"))}"));

            var rows = await metrics.RowsAsync(Question(view.Name, parameters));
            var sql = await metrics.SqlRowsAsync($"SELECT * FROM {view.Name}({arguments})");
            Assert.Equal([name, .. sql.Order()], [name, .. rows.Order()]);
        }

        Assert.Equal(["[2,2,4,1,1,0.5,90,45,2]"], await metrics.RowsAsync($"overview?{Day}"));
    }

    [Fact]
    public async Task An_answer_says_what_was_asked_and_what_is_in_it()
    {
        var answer = await metrics.QueryAsync("traffic?since=2026-11-20&until=2026-11-21T06:00&tz=Europe/Berlin");

        Assert.Equal(
            ("traffic", metrics.Site, "2026-11-19T23:00:00Z", "2026-11-21T05:00:00Z", "Europe/Berlin", "hour", false),
            (answer.GetProperty("view").GetString(), answer.GetProperty("site").GetGuid(), answer.GetProperty("since").GetString(), answer.GetProperty("until").GetString(), answer.GetProperty("tz").GetString(),
                answer.GetProperty("unit").GetString(), answer.GetProperty("truncated").GetBoolean()));
        Assert.Equal("""{"name":"bucket","type":"DateTime64(0, 'UTC')"}""", JsonSerializer.Serialize(answer.GetProperty("columns")[0]).Replace("\\u0027", "'", StringComparison.Ordinal));
        Assert.Equal(["2026-11-20T12:00:00Z", "2026-11-20T15:00:00Z"], answer.GetProperty("rows").EnumerateArray().Select(row => row[0].GetString()));
        Assert.Equal(JsonValueKind.Null, (await metrics.QueryAsync($"pages?{Day}")).GetProperty("unit").ValueKind);
        Assert.Equal(["""["signup","plan","text",1,1,1,null,null,null,null]""", """["signup","seats","number",1,1,1,3,3,3,3]"""], await metrics.RowsAsync($"event_data?{Day}"));
    }

    [Fact]
    public async Task Rows_are_sorted_and_cut_as_asked()
    {
        Assert.Equal(["/", "/pricing"], await PathsAsync("order=views"));
        Assert.Equal(["/", "/pricing"], await PathsAsync("order=views:desc"));
        Assert.Equal(["/pricing", "/"], await PathsAsync("order=visitors:desc"));
        Assert.Equal(["/pricing"], await PathsAsync("order=url_path:desc&limit=1"));
        Assert.Equal(["/"], await PathsAsync("order=url_path:desc&limit=1&offset=1"));
        Assert.True((await metrics.QueryAsync($"pages?{Day}&limit=1")).GetProperty("truncated").GetBoolean());
        Assert.False((await metrics.QueryAsync($"pages?{Day}&limit=1&offset=1")).GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData("filter=path:/", 1)]
    [InlineData("filter=!path:/", 1)]
    [InlineData("filter=~path:PRIC", 2)]
    [InlineData("filter=referrer:news.example", 1)]
    [InlineData("filter=referrer:news.example&filter=referrer:", 2)]
    [InlineData("filter=!referrer:news.example&filter=!referrer:", 0)]
    [InlineData("filter=event:signup&filter=path:/pricing", 1)]
    [InlineData("filter=distinct_id:a", 1)]
    [InlineData("filter=country:DE", 0)]
    public async Task A_filter_keeps_what_it_says(string filter, int visitors) =>
        Assert.Equal(visitors, await VisitorsAsync(filter));

    [Theory]
    [MemberData(nameof(Injections))]
    public async Task No_value_is_more_than_a_value(string value)
    {
        var text = Uri.EscapeDataString(value);
        Assert.Equal(0, await VisitorsAsync($"filter=path:{text}&filter=~city:{text}&filter=event:{text}&filter=channel:{text}"));
        Assert.Equal(2, await VisitorsAsync($"filter=!path:{text}&filter=!referrer:{text}&filter=!event:{text}&filter=!channel:{text}"));
        Assert.Empty(await metrics.RowsAsync($"event_values?{Day}&event={text}&key={text}"));
        Assert.Equal($$"""[[1,{{JsonSerializer.Serialize("path:" + value)}},0,0,0]]""", JsonSerializer.Serialize((await metrics.QueryAsync($"funnel?{Day}&steps=path:{text}")).GetProperty("rows")));
        foreach (var parameter in (string[])["since", "last", "tz", "unit", "order", "limit", "offset"])
        {
            using var reply = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/traffic?{parameter}={text}");
            Assert.Equal(400, (int)reply.StatusCode);
        }

        using var view = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/{text}");
        Assert.Equal(404, (int)view.StatusCode);
    }

    [Fact]
    public async Task Texts_of_events_are_found_by_what_they_are() =>
        Assert.Equal(
            ["""["it's \\ \"pro\"\n",1,1,0]"""],
            await metrics.RowsAsync($"event_values?{Day}&event=signup&key=plan&filter=event:signup"));

    [Theory]
    [InlineData("overview?limt=1", "limt")]
    [InlineData("overview?tz=Nowhere/Atall", "tz")]
    [InlineData("overview?tz=europe/berlin", "tz")]
    [InlineData("traffic?unit=decade", "unit")]
    [InlineData("retention?unit=hour", "unit")]
    [InlineData("overview?last=30", "last")]
    [InlineData("overview?last=0d", "last")]
    [InlineData("overview?last=99999y", "last")]
    [InlineData("overview?last=7d&since=2026-11-01", "last")]
    [InlineData("overview?until=2026-11-01", "since")]
    [InlineData("overview?since=yesterday", "since")]
    [InlineData("overview?since=1969-12-31", "since")]
    [InlineData("overview?since=2026-11-01&until=2026-11-01", "until")]
    [InlineData("overview?since=2026-11-01&until=9999-01-01", "until")]
    [InlineData("realtime?last=1h", "since")]
    [InlineData("realtime?filter=country:DE", "filter")]
    [InlineData("overview?filter=country", "filter")]
    [InlineData("overview?filter=colour:red", "filter")]
    [InlineData("pages?order=nothing", "order")]
    [InlineData("pages?order=session_id", "order")]
    [InlineData("overview?order=session_id", "order")]
    [InlineData("pages?order=views:down", "order")]
    [InlineData("pages?order=views&order=visits", "order")]
    [InlineData("pages?limit=0", "limit")]
    [InlineData("pages?limit=10001", "limit")]
    [InlineData("pages?limit=1e3", "limit")]
    [InlineData("pages?offset=-1", "offset")]
    [InlineData("pages?steps=path:/", "steps")]
    [InlineData("funnel", "steps")]
    [InlineData("funnel?steps=/cart", "steps")]
    [InlineData("funnel?steps=path:/&seconds=0", "seconds")]
    [InlineData("journeys?length=256", "length")]
    [InlineData("event_values?event=signup", "key")]
    [InlineData("event_values?key=plan", "event")]
    public async Task A_wrong_parameter_is_named(string question, string parameter)
    {
        using var reply = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/{question}");
        var problem = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal((400, "application/problem+json"), ((int)reply.StatusCode, reply.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith($"{parameter}: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_a_site_reads_that_alone()
    {
        var key = await metrics.KeyAsync($"read:{metrics.Site}");

        Assert.Equal(2, (await metrics.QueryAsync($"overview?{Day}", key: key)).GetProperty("rows")[0][0].GetInt32());
        using var hidden = await metrics.AskAsync($"/api/sites/{metrics.Other}/query/overview?{Day}", key);
        using var unknown = await metrics.AskAsync($"/api/sites/{Guid.NewGuid()}/query/overview?{Day}", key);
        using var noView = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/nothing?{Day}", key);
        Assert.Equal((404, 404, 404), ((int)hidden.StatusCode, (int)unknown.StatusCode, (int)noView.StatusCode));
        Assert.Equal(
            (await unknown.Content.ReadAsStringAsync()).Length, (await hidden.Content.ReadAsStringAsync()).Length);
    }

    [Fact]
    public async Task Who_has_the_answer_is_told_that_it_is_right_still()
    {
        using var first = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/overview?{Day}");
        using var again = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/overview?{Day}", knownTag: first.Headers.ETag!.ToString());
        using var other = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/pages?{Day}", knownTag: first.Headers.ETag!.ToString());

        Assert.Equal((200, 304, 200), ((int)first.StatusCode, (int)again.StatusCode, (int)other.StatusCode));
        Assert.Equal(("no-cache, private", first.Headers.ETag), (first.Headers.CacheControl!.ToString(), again.Headers.ETag));
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    private string Argument(string name, bool hasSince) => name switch
    {
        "site" => $"'{metrics.Site}'",
        "since" => "'2026-11-19 23:00:00'",
        "until" => hasSince ? "'2026-11-20 23:00:00'" : "'2026-11-20 12:10:00'",
        "tz" => "'Europe/Berlin'",
        "unit" => "'day'",
        "filter" => "map('!path', ['/none'])",
        "steps" => "['path:/', 'event:signup']",
        "seconds" => "86400",
        "length" => "5",
        "event" => "'signup'",
        "key" => "'plan'",
        _ => throw new ArgumentException(name, nameof(name)),
    };

    private static string Question(string view, HashSet<string> parameters) => string.Concat(
        $"{view}?tz=Europe/Berlin&",
        parameters.Contains("since") ? Day : "until=2026-11-20T12:10:00Z",
        parameters.Contains("unit") ? "&unit=day" : "",
        parameters.Contains("filter") ? "&filter=!path:/none" : "",
        parameters.Contains("steps") ? "&steps=path:/&steps=event:signup" : "",
        parameters.Contains("event") ? "&event=signup&key=plan" : "");

    private async Task<int> VisitorsAsync(string filter) => (await metrics.QueryAsync($"overview?{Day}&{filter}")).GetProperty("rows")[0][0].GetInt32();

    private async Task<List<string>> PathsAsync(string how) =>
        [.. (await metrics.QueryAsync($"pages?{Day}&{how}")).GetProperty("rows").EnumerateArray().Select(row => row[0].GetString()!)];
}
