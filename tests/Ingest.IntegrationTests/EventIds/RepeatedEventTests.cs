using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.EventIds;

/// <summary>A client that sends an event again under the same id sees it stored once: at once, later, as someone else, after a kill.</summary>
public sealed class RepeatedEventTests
{
    private const string OtherAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    [Fact]
    public async Task An_event_sent_again_is_answered_as_stored_and_shown_once()
    {
        using var folder = new TemporaryFolder();
        var (site, id) = (await Sender.AddSiteAsync(folder), Guid.NewGuid());
        await using var server = await IngestServer.StartAsync(folder);

        using var first = await SendAsync(server, Message(site, id, "first"));
        using var second = await SendAsync(server, Message(site, id, "second"), agent: OtherAgent, address: "198.51.100.7");
        Assert.False(first.Headers.Contains("X-Ingest-Dropped"));
        Assert.Equal((HttpStatusCode.OK, "duplicate"), (second.StatusCode, second.Headers.GetValues("X-Ingest-Dropped").Single()));
        Assert.True((await second.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("visitId", out _));

        using var batch = await SendAsync(server, new[] { Message(site, id, "third"), Message(site, Guid.NewGuid(), "other") }, "/api/batch");
        Assert.Equal("duplicate=1", batch.Headers.GetValues("X-Ingest-Dropped-Counts").Single());
        Assert.Equal(2, (await batch.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("processed").GetInt32());

        using var refused = await SendAsync(server, Message(site, "17", "refused"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("\"eventId\":{\"errors\":[\"Invalid UUID", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await AssertShownAsync(server, ("first", id), ("other", null));
    }

    [Fact]
    public async Task Of_a_hundred_at_once_one_is_stored_and_all_are_answered_when_it_is()
    {
        using var folder = new TemporaryFolder();
        var (site, id) = (await Sender.AddSiteAsync(folder), Guid.NewGuid());
        await using var server = await IngestServer.StartAsync(folder);
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => i % 2 == 0
            ? SendAsync(server, Message(site, id, "one"))
            : SendAsync(server, new[] { Message(site, id, "one"), Message(site, id, "one") }, "/api/batch")));
        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.OK, reply.StatusCode));
        Assert.Matches("ingest_events_rejected_total\\{[^}]*duplicate[^}]*\\} 149\n", await server.Http.GetStringAsync("/metrics"));
        await AssertShownAsync(server, ("one", id));
        Array.ForEach(replies, reply => reply.Dispose());
    }

    [Fact]
    public async Task An_id_is_known_after_a_restart_and_after_a_kill()
    {
        using var folder = new TemporaryFolder();
        var (site, id, late) = (await Sender.AddSiteAsync(folder), Guid.NewGuid(), Guid.NewGuid());
        await using (var first = await IngestServer.StartAsync(folder))
        {
            using var stored = await SendAsync(first, Message(site, id, "first"));
            Assert.Equal(0, await first.StopAsync());
        }

        await using (var second = await IngestServer.StartAsync(folder))
        {
            using var again = await SendAsync(second, Message(site, id, "first"));
            Assert.Equal("duplicate", again.Headers.GetValues("X-Ingest-Dropped").Single());
            using var stored = await SendAsync(second, Message(site, late, "late"));
            Assert.False(stored.Headers.Contains("X-Ingest-Dropped"));
            await second.KillAsync();
        }

        await using var third = await IngestServer.StartAsync(folder);
        foreach (var known in new[] { id, late })
        {
            using var again = await SendAsync(third, Message(site, known, "again"));
            Assert.Equal("duplicate", again.Headers.GetValues("X-Ingest-Dropped").Single());
        }

        await AssertShownAsync(third, ("first", id), ("late", late));
    }

    private static object Message(Guid site, object id, string title) => new { type = "event", payload = new { website = site, url = "/", title, eventId = id } };

    private static async Task<HttpResponseMessage> SendAsync(
        IngestServer server, object body, string path = "/api/send", string agent = Sender.Agent, string address = "203.0.113.5")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            // Of a known length: a hundred bodies that may be as long as they like would be refused.
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        return await server.Http.SendAsync(request);
    }

    private static async Task AssertShownAsync(IngestServer server, params (string Title, Guid? Id)[] expected)
    {
        await Delivery.WaitAsync(server);
        var rows = await server.QueryAsync("SELECT page_title, event_id FROM v_pa_events ORDER BY page_title");
        Assert.Equal(expected.Select(row => row.Title), rows.Select(row => row.GetProperty("page_title").GetString()));
        Assert.All(expected.Zip(rows), pair => Assert.Equal(pair.First.Id ?? pair.Second.GetProperty("event_id").GetGuid(), pair.Second.GetProperty("event_id").GetGuid()));
        Assert.Equal(expected.Length, await server.CountAsync("SELECT sum(views) FROM v_pa_visits"));
        Assert.Equal(1, await server.CountAsync("SELECT count() FROM v_pa_sessions"));
    }
}
