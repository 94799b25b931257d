using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Security;

/// <summary>What a stranger writes into an event comes back as he wrote it, and is nothing but text on the way.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Hostile =
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE fact_event; --",
        "\"\\'`;{}[]()%s%n${7*7}",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+1,-1,@SUM(A1)\t|cmd",
        "a\r\nb\nc,\"d\";e",
        "\u001b[31mred\u0007\u0000nul",
        "2026-01-01 00:00:00.000Z fail: Fake[1] no such thing",
        "\u202Eright to left\u2028line",
    ];

    [Fact]
    public async Task Every_field_comes_back_as_it_was_sent_through_sql_and_csv()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);
        for (var i = 0; i < Hostile.Length; i++)
        {
            var text = Hostile[i];
            await SendAsync(server, new
            {
                type = "event",
                payload = new { website = site, url = $"/{i}", title = text, name = Cut(text, 50), tag = Cut(text, 50), hostname = Cut(text, 100), language = Cut(text, 35), screen = Cut(text, 11), id = Cut(text, 50), data = new Dictionary<string, string> { ["value"] = text } },
            });
        }

        await Poll.UntilAsync(async () => await server.CountAsync("SELECT count() FROM v_pa_events") == Hostile.Length, "the events in ClickHouse");

        // ClickHouse has no NUL of an event: it is what PostgreSQL, and so Umami, cannot hold either.
        var rows = await server.QueryAsync("SELECT page_title, event_name, tag, hostname, language, screen, distinct_id FROM fact_event FINAL WHERE event_type = 2 ORDER BY toUInt32OrZero(substring(url_path, 2))");
        for (var i = 0; i < Hostile.Length; i++)
        {
            Assert.Equal(Hostile[i], Text(rows[i], "page_title"), ignoreLineEndingDifferences: false);
            Assert.Equal(Cut(Hostile[i], 50), Text(rows[i], "event_name"));
            Assert.Equal(Cut(Hostile[i], 50), Text(rows[i], "tag"));
            Assert.Equal(Cut(Hostile[i], 100), Text(rows[i], "hostname"));
            Assert.Equal(Cut(Hostile[i], 35), Text(rows[i], "language"));
            Assert.Equal(Cut(Hostile[i], 11), Text(rows[i], "screen"));
            Assert.Equal(Cut(Hostile[i], 50), Text(rows[i], "distinct_id"));
        }

        var values = await server.QueryAsync("SELECT string_value FROM v_pa_event_data ORDER BY string_value");
        Assert.Equal(Hostile.Order(StringComparer.Ordinal), values.Select(row => Text(row, "string_value")).Order(StringComparer.Ordinal));
        Assert.Equal(Hostile.Order(StringComparer.Ordinal), (await CsvAsync(server, "SELECT page_title, 1 FROM v_pa_events FORMAT CSV")).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(server.Log.Split('\n'), line => line.StartsWith("2026-01-01 00:00:00.000Z fail: Fake", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', server.Log);
    }

    [Fact]
    public async Task Nothing_of_an_event_or_a_request_becomes_a_line_of_the_log()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { ["INGEST__Logging__LogLevel__Default"] = "Trace" });
        const string Fake = "%0A2026-01-01 00:00:00.000Z fail: Fake%0A%1B[31m";
        foreach (var path in (string[])["/api/send", $"/q/{Fake}", $"/p/{Fake}", $"/{Fake}", $"/api/sites/{Fake}", "/metrics?" + Fake])
        {
            using var request = new HttpRequestMessage(path == "/api/send" ? HttpMethod.Post : HttpMethod.Get, path);
            request.Content = path == "/api/send" ? new StringContent("{\"type\":\"event\n2026-01-01 00:00:00.000Z fail: Fake\u001b[31m") : null;
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer ingest_" + Fake);
            request.Headers.TryAddWithoutValidation("Referer", "https://evil.example/\u001b[31m");
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "2026-01-01 00:00:00.000Z fail: Fake");
            using var reply = await server.Http.SendAsync(request);
            Assert.InRange((int)reply.StatusCode, 200, 404);
        }

        using var honest = await Sender.SendAsync(server, site, "still here");
        Assert.Equal(200, (int)honest.StatusCode);
        Assert.DoesNotContain("fail: Fake", server.Log.Replace("%20", " ", StringComparison.Ordinal).Split('\n').Where(line => line.StartsWith("2026-01-01", StringComparison.Ordinal)));
        Assert.DoesNotContain('\u001b', server.Log);
    }

    private static async Task SendAsync(IngestServer server, object message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/send") { Content = JsonContent.Create(message) };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        using var reply = await server.Http.SendAsync(request);
        Assert.True((int)reply.StatusCode == 200, await reply.Content.ReadAsStringAsync());
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static string Text(JsonElement row, string column) => row.GetProperty(column).GetString()!;

    // RFC 4180, as a spreadsheet reads it: the first field of each record.
    private static async Task<List<string>> CsvAsync(IngestServer server, string sql)
    {
        using var reply = await server.Http.PostAsync(new Uri(server.ClickHouse, "/?database=ingest"), new StringContent(sql));
        var (csv, records) = (await reply.Content.ReadAsStringAsync(), new List<string>());
        for (var at = 0; at < csv.Length;)
        {
            Assert.Equal('"', csv[at]);
            var field = new StringBuilder();
            for (at++; csv[at] != '"' || csv[at + 1] == '"'; at++)
            {
                at += csv[at] == '"' ? 1 : 0;
                field.Append(csv[at]);
            }

            Assert.Equal(",1\n", csv.Substring(at + 1, 3));
            records.Add(field.ToString());
            at += 4;
        }

        return records;
    }
}
