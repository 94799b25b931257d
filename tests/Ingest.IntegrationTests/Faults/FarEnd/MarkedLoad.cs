using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Faults.FarEnd;

/// <summary>Events of one visitor on one host name, page views and custom events in turn; every one of them must be acknowledged.</summary>
internal sealed class MarkedLoad(IngestServer server, Guid site, string mark)
{
    private int _sent;

    private int CustomEvents => _sent / 2;

    private string Host => $"{mark}.example";

    /// <summary>Sends a batch; fails unless all of it is acknowledged.</summary>
    public async Task SendBatchAsync(int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/batch")
        {
            Content = JsonContent.Create(Enumerable.Range(0, count).Select(_ => Message(_sent++)).ToArray()),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        using var reply = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(0, (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetInt32());
    }

    /// <summary>Every view shows every event once.</summary>
    public async Task AssertReadOnceAsync()
    {
        var rows = await server.QueryAsync($"SELECT page_title, toUInt32(count()) AS copies FROM v_pa_events WHERE hostname = '{Host}' GROUP BY page_title");
        Assert.Equal(
            Enumerable.Range(0, _sent).Select(Title).Order(StringComparer.Ordinal),
            rows.Select(row => row.GetProperty("page_title").GetString()!).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(rows, row => row.GetProperty("copies").GetInt32() != 1);

        // A visit ends with the hour, in which case there are two.
        var views = _sent - CustomEvents;
        Assert.Equal(views, await server.CountAsync($"SELECT sum(views) FROM v_pa_visits WHERE hostname = '{Host}'"));
        Assert.Equal(CustomEvents, await server.CountAsync($"SELECT sum(custom_events) FROM v_pa_visits WHERE hostname = '{Host}'"));
        Assert.Equal(1, await server.CountAsync($"SELECT count() FROM v_pa_sessions WHERE hostname = '{Host}'"));
        Assert.Equal(_sent, await server.CountAsync($"SELECT sum(views + custom_events) FROM v_pa_sessions WHERE hostname = '{Host}'"));
        Assert.Equal(
            CustomEvents,
            await server.CountAsync($"SELECT count() FROM v_pa_event_data WHERE session_id IN (SELECT session_id FROM v_pa_sessions WHERE hostname = '{Host}')"));
    }

    private string Title(int number) => $"{mark} {number}";

    private object Message(int number) => number % 2 == 0
        ? new { type = "event", payload = new { website = site, hostname = Host, url = "/far", title = Title(number), id = mark } }
        : new { type = "event", payload = new { website = site, hostname = Host, url = "/far", title = Title(number), id = mark, name = "buy", data = new { number } } };
}
