using System.Globalization;
using System.Net.Http.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>Events of the last days that have something for every section, some of them with texts that try to be more than that.</summary>
internal static class KnownTraffic
{
    public const int Visitors = 24;

    /// <summary>A text that runs when a page takes it for HTML.</summary>
    public const string Hostile = "<img src=x onerror=\"window.hacked=1\">";

    public const string HostilePath = "/evil/<script>window.hacked=1</script>";

    private static readonly string[] Countries = ["DE", "DE", "FR", "US"];
    private static readonly string[] Referrers = ["https://news.example/a", "https://search.example/", "", "https://evil.example/<b>x</b>"];

    /// <summary>Sends them, a visitor a batch: two visits of some pages, on two days.</summary>
    public static async Task<int> SendAsync(IngestServer server, Guid site, DateTimeOffset now)
    {
        var sent = 0;
        for (var visitor = 0; visitor < Visitors; visitor++)
        {
            var first = now.AddDays(-1 - (visitor % 9)).AddMinutes(-10 * visitor);
            object[] messages = [.. Visit(site, visitor, first), .. Visit(site, visitor, first.AddDays(-visitor % 2).AddHours(-3))];
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/batch") { Content = JsonContent.Create(messages) };
            request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", $"203.0.113.{visitor + 1}");
            request.Headers.TryAddWithoutValidation("CF-IPCountry", Countries[visitor % Countries.Length]);
            using var reply = await server.Http.SendAsync(request);
            var text = await reply.Content.ReadAsStringAsync();
            Assert.True(reply.IsSuccessStatusCode && text.Contains("\"errors\":0", StringComparison.Ordinal), text);
            sent += messages.Length;
        }

        return sent;
    }

    private static IEnumerable<object> Visit(Guid site, int visitor, DateTimeOffset start)
    {
        var referrer = Referrers[visitor % Referrers.Length];
        yield return Message(site, visitor, start, "event", new { url = "/?utm_source=letter&utm_campaign=spring", title = "Start", referrer });
        yield return Message(site, visitor, start.AddSeconds(40), "event", new { url = visitor % 3 == 0 ? "/pricing" : $"/docs/{visitor % 12}", title = "Prices" });
        yield return Message(site, visitor, start.AddSeconds(50), "performance", new { url = "/", lcp = 1200 + (100 * visitor), inp = 90, cls = 0.3, fcp = 800, ttfb = 300 });
        if (visitor % 4 == 0)
        {
            yield return Message(site, visitor, start.AddSeconds(60), "event", new { url = "/pricing", name = "signup", data = new { plan = visitor % 8 == 0 ? "pro" : Hostile, revenue = 12.5, currency = "EUR" } });
        }

        if (visitor % 6 == 0)
        {
            yield return Message(site, visitor, start.AddSeconds(90), "event", new { url = HostilePath, title = Hostile });
            yield return Message(site, visitor, start.AddSeconds(95), "event", new { url = "/", name = "<b onclick=1>event</b>", data = new Dictionary<string, int> { ["x"] = 1, ["zero\0byte"] = 1 } });
        }
    }

    private static Dictionary<string, object?> Message(Guid site, int visitor, DateTimeOffset time, string type, object payload)
    {
        var fields = System.Text.Json.JsonSerializer.SerializeToNode(payload)!.AsObject();
        (fields["website"], fields["timestamp"], fields["hostname"]) = (site, time.ToUnixTimeSeconds(), "shop.example");
        (fields["id"], fields["language"], fields["screen"]) = ("visitor-" + visitor.ToString(CultureInfo.InvariantCulture), "de-AT", "1920x1080");
        return new Dictionary<string, object?> { ["type"] = type, ["payload"] = fields };
    }
}
