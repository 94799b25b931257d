using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ingest.ClickHouse.Embedded;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.EventIds;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Time;

/// <summary>Clients choose any timestamp: all are stored, and none of it makes more than a bounded number of partitions.</summary>
public sealed class FarTimestampTests
{
    // The months of 2005 to 2044 for events with an id and a timestamp, one for those far away, and the months within 31 days of reception.
    private const int PartitionsMax = 480 + 1 + 3;
    private const int BatchSize = 2_000;
    private const double MaxSafeInteger = 9_007_199_254_740_991;

    [Fact]
    public async Task Times_of_four_centuries_and_beyond_are_stored_in_a_bounded_number_of_partitions()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);

        // Each month of 2000 to 2049, and one of each other year.
        var months = Enumerable.Range(0, 400 * 12).Where(month => month / 12 is >= 100 and < 150 || month % 12 == 0)
            .Select(month => (double)new DateTimeOffset(1900 + (month / 12), 1 + (month % 12), 15, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
        double[] timestamps = [.. months, -1, 1e12, -1e12, 8.64e12, -8.64e12, 8.64e12 + 1, MaxSafeInteger, -MaxSafeInteger];
        var messages = timestamps.SelectMany(timestamp => new[] { Message(site, timestamp, id: null), Message(site, timestamp, Guid.NewGuid()) }).ToArray();
        foreach (var batch in messages.Chunk(BatchSize))
        {
            using var reply = await PostAsync(server, batch);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            var result = await reply.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((batch.Length, 0), (result.GetProperty("processed").GetInt32(), result.GetProperty("errors").GetInt32()));
        }

        double[] refused = [-0.5, 1e-3, MaxSafeInteger + 1, long.MinValue, 1e300, -1e300];
        using var refusal = await PostAsync(server, refused.Select(timestamp => Message(site, timestamp, Guid.NewGuid())));
        Assert.Equal(refused.Length, (await refusal.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetInt32());

        await Delivery.WaitAsync(server);
        var shown = (await server.QueryAsync("SELECT count() AS events, uniqExact(event_id) AS ids, toYear(min(event_time)) AS first, toYear(max(event_time)) AS last FROM v_pa_events")).Single();
        Assert.Equal(
            (messages.Length, messages.Length, 1900, 2299),
            (Number(shown, "events"), Number(shown, "ids"), Number(shown, "first"), Number(shown, "last")));

        using var writer = new EngineClient(server.ClickHouse, WriterPassword.User, WriterPassword.ReadOrCreate(Path.Combine(folder, "clickhouse")));
        var partitions = await writer.QueryAsync("SELECT uniqExact(partition) FROM system.parts WHERE database = 'ingest' AND table = 'fact_event' AND active");
        Assert.InRange(int.Parse(partitions), 480, PartitionsMax);
        Assert.Equal("1", await writer.QueryAsync("SELECT max(partitions) FROM (SELECT table, uniqExact(partition) AS partitions FROM system.parts WHERE database = 'ingest' AND table != 'fact_event' AND active GROUP BY table)"));
    }

    private static object Message(Guid site, double timestamp, Guid? id) => id is null
        ? new { type = "event", payload = new { website = site, url = "/", timestamp } }
        : new { type = "event", payload = new { website = site, url = "/", timestamp, eventId = id } };

    private static int Number(JsonElement row, string name) =>
        row.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? int.Parse(text.GetString()!) : row.GetProperty(name).GetInt32();

    private static async Task<HttpResponseMessage> PostAsync(IngestServer server, object batch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/batch") { Content = JsonContent.Create(batch) };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        return await server.Http.SendAsync(request);
    }
}
