using System.Net;
using System.Net.Http.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Conformance;

/// <summary>Umami takes the messages of a batch one after another; what the views derive from the order of events shows the same order.</summary>
public sealed class BatchOrderTests
{
    // With ties broken by chance, all of them come out right once in 6^20.
    private const int Batches = 20;

    [Fact]
    public async Task Visits_and_session_data_follow_the_order_of_a_batch()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);
        for (var i = 0; i < Batches; i++)
        {
            await SendAsync(server, site, $"visitor {i}");
        }

        await Poll.UntilAsync(
            async () => await server.CountAsync("SELECT sum(views) FROM v_pa_visits") == Batches * 3, "the visits of all batches in ClickHouse");
        Assert.Equal(
            Batches, await server.CountAsync("SELECT count() FROM v_pa_visits WHERE entry_path = '/first' AND exit_path = '/last'"));
        Assert.Equal(
            Batches, await server.CountAsync("SELECT count() FROM v_pa_session_data WHERE data_key = 'plan' AND string_value = 'last'"));
    }

    private static async Task SendAsync(IngestServer server, Guid site, string id)
    {
        string[] values = ["first", "middle", "last"];
        object[] messages =
        [
            .. values.Select(plan => new { type = "identify", payload = (object)new { website = site, id, data = new { plan } } }),
            .. values.Select(page => new { type = "event", payload = (object)new { website = site, id, url = "/" + page } }),
        ];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/batch") { Content = JsonContent.Create(messages) };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        using var reply = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }
}
