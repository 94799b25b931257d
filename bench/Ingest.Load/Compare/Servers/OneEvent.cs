using System.Net.Http.Json;

namespace Ingest.Load.Compare.Servers;

/// <summary>A page view, sent by an ordinary client beside the generator.</summary>
internal static class OneEvent
{
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    /// <summary>A client of a server that sends it.</summary>
    public static HttpClient CreateClient(Uri address, TimeSpan timeout)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = timeout };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(Agent);
        return http;
    }

    /// <summary>Sends it for the first site of a comparison and returns the status.</summary>
    public static Task<int> SendAsync(HttpClient http, CancellationToken cancellationToken) => SendAsync(http, IngestSetup.Sites(1)[0], cancellationToken);

    /// <summary>Sends it for a site and returns the status.</summary>
    public static async Task<int> SendAsync(HttpClient http, Guid site, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(new { type = "event", payload = new { website = site, hostname = "example.com", url = "/one", title = "One" } });
        using var reply = await http.PostAsync("/api/send", body, cancellationToken);
        return (int)reply.StatusCode;
    }
}
