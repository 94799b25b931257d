using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.EventIds;

/// <summary>Waits for the sink. An event that can be read is not enough: the views of visits and sessions are filled a moment later.</summary>
internal static class Delivery
{
    public static Task WaitAsync(IngestServer server) => Poll.UntilAsync(() => IsCompleteAsync(server), "everything delivered");

    private static async Task<bool> IsCompleteAsync(IngestServer server)
    {
        using var reply = await server.Http.GetAsync("/health/ready");
        using var ready = JsonDocument.Parse(await reply.Content.ReadAsStringAsync());
        return ready.RootElement.GetProperty("sinks").EnumerateArray().All(sink => sink.GetProperty("undelivered_events").GetInt64() == 0);
    }
}
