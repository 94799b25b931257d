using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Sink;

/// <summary>A server with both sinks under load: what ClickHouse has of its own and what it reads in the lake is the same.</summary>
public sealed class BothSinksTests(LakeEngine engine) : IClassFixture<LakeEngine>
{
    private const int Senders = 4;
    private const int BatchesPerSender = 10;
    private const int BatchSize = 100;

    // Whatever differs would show in one of these: each column is looked at.
    private const string Figures = """
        count() AS events, uniqExact(event_id) AS ids, uniqExact(session_id) AS sessions, sum(event_type) AS type_sum, sum(toDecimal64(ifNull(revenue, 0), 4)) AS revenue_sum,
        sum(toUnixTimestamp64Milli(toDateTime64(event_time, 3, 'UTC'))) AS times, sum(cityHash64(ifNull(event_name, ''), ifNull(hostname, ''), ifNull(url_path, ''),
        ifNull(page_title, ''), ifNull(browser, ''), ifNull(country, ''), ifNull(currency, '')) % 1000003) AS texts,
        sum(length(mapKeys(DATA))) AS pairs, sum(cityHash64(arrayStringConcat(arraySort(mapValues(DATA)), ',')) % 1000003) AS data_sum
        """;

    [Fact]
    public async Task Counts_and_values_are_equal_in_both()
    {
        using var folder = new TemporaryFolder();
        var lake = Path.Combine(engine.Lakes, "both");
        var sites = new[] { await Sender.AddSiteAsync(folder), await Sender.AddSiteAsync(folder, "Other"), await Sender.AddSiteAsync(folder, "Third") };
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["INGEST__Sinks__0"] = "clickhouse",
            ["INGEST__Sinks__1"] = "iceberg",
            ["INGEST__Iceberg__LocalPath"] = lake,

            // Several snapshots, while events come.
            ["INGEST__Iceberg__FlushInterval"] = "00:00:00.5",
            ["INGEST__Iceberg__FlushBatchRows"] = "700",
        });

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(server, sites, sender)));
        using var flushed = await FlushAsync(server);
        Assert.True(flushed.StatusCode == HttpStatusCode.OK, await flushed.Content.ReadAsStringAsync() + server.Log);

        var inClickHouse = (await server.QueryAsync($"SELECT {Figures.Replace("DATA", "data_text", StringComparison.Ordinal)} FROM v_pa_events")).Single();
        var inLake = (await engine.AskAsync(lake, "pa_events", $"SELECT {Figures.Replace("DATA", "data", StringComparison.Ordinal)} FROM TABLE")).Single();
        Assert.Equal(Senders * BatchesPerSender * BatchSize, Number(inLake, "events"));
        Assert.Equal(inClickHouse.ToString(), inLake.ToString());
        await AssertSessionsAsync(server, lake);
        await AssertPrunedAsync(lake, sites[1]);
    }

    private async Task AssertSessionsAsync(IngestServer server, string lake)
    {
        var inClickHouse = (await server.QueryAsync(
            "SELECT count() AS sessions, sum(toUnixTimestamp64Milli(first_seen_at)) AS first, sum(toUnixTimestamp64Milli(last_seen_at)) AS last FROM v_pa_sessions")).Single();
        var inLake = (await engine.AskAsync(lake, "pa_sessions", """
            SELECT count() AS sessions, sum(first) AS first, sum(last) AS last FROM
            (
                SELECT min(toUnixTimestamp64Milli(toDateTime64(created_at, 3, 'UTC'))) AS first, max(toUnixTimestamp64Milli(toDateTime64(updated_at, 3, 'UTC'))) AS last
                FROM TABLE GROUP BY site_id, session_id
            )
            """)).Single();
        Assert.Equal(inClickHouse.ToString(), inLake.ToString());
    }

    // The engine counts what it has not read: files of other sites and days.
    private async Task AssertPrunedAsync(string lake, Guid site)
    {
        const string Pruned = "SELECT sum(value) AS files FROM system.events WHERE event LIKE 'Iceberg%Pruned%'";
        var before = long.Parse(await engine.Writer.QueryAsync(Pruned));
        var found = await engine.AskAsync(lake, "pa_events", $"SELECT count() AS events FROM TABLE WHERE site_id = '{site}'");
        Assert.True(Number(found.Single(), "events") > 0);
        Assert.True(long.Parse(await engine.Writer.QueryAsync(Pruned)) > before, "no file was passed over");
    }

    private static async Task SendAsync(IngestServer server, Guid[] sites, int sender)
    {
        using var http = new HttpClient { BaseAddress = server.Collect };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(Sender.Agent);
        for (var batch = 0; batch < BatchesPerSender; batch++)
        {
            var messages = Enumerable.Range(0, BatchSize).Select(i => Message(sites[i % sites.Length], (sender * 1000) + (batch * 100) + i));
            using var reply = await http.PostAsJsonAsync("/api/batch", messages);
            Assert.Contains($"\"processed\":{BatchSize}", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static object Message(Guid site, int number) => number % 3 == 0
        ? new
        {
            type = "event",
            payload = new
            {
                website = site,
                hostname = "example.com",
                url = $"/page/{number % 11}?q=ü{number}",
                title = "Öffnen 🙂",
                name = "buy",
                id = $"visitor-{number % 17}",
                data = new { plan = "pro", revenue = 1.25 + number, currency = "EUR", tags = new[] { "a", "b" }, nested = new { number } },
            },
        }
        : new { type = "event", payload = new { website = site, hostname = "example.com", url = $"/page/{number % 11}", title = "Seite", id = $"visitor-{number % 17}" } };

    private static long Number(JsonElement row, string name) =>
        row.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? long.Parse(text.GetString()!) : row.GetProperty(name).GetInt64();

    private static async Task<HttpResponseMessage> FlushAsync(IngestServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/flush");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.FirstKey);
        return await server.Http.SendAsync(request);
    }
}
