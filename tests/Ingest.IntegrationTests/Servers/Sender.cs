using System.Net.Http.Json;

namespace Ingest.IntegrationTests.Servers;

/// <summary>Sends events as a browser does.</summary>
internal static class Sender
{
    public const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    public static async Task<HttpResponseMessage> SendAsync(IngestServer server, Guid site, string title, string path = "/api/send", string? agent = Agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(new { type = "event", payload = new { website = site, url = "/page", title } }),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        return await server.Http.SendAsync(request);
    }

    public static Task WaitForAsync(IngestServer server, string title) =>
        Poll.UntilAsync(
            async () => await server.CountAsync($"SELECT count() FROM v_pa_events WHERE page_title = '{title}'") == 1, $"the event '{title}' in ClickHouse");

    public static async Task<Guid> AddSiteAsync(string dataPath, string name = "Test")
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(["site", "add", "--name", name, "--data", dataPath]);
        Assert.True(exitCode == 0, errors);
        return Guid.Parse(output.Trim());
    }
}
