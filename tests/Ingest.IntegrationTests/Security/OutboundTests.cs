using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Security;

/// <summary>No request leaves the process because of an event: whatever address a stranger writes is never asked.</summary>
public sealed class OutboundTests
{
    [Fact]
    public async Task An_address_in_an_event_is_never_asked()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var lure = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        var (_, link, _) = await IngestCommand.RunAsync(["link", "add", "--name", "Lure", "--target", lure + "/target", "--slug", "lure", "--data", folder]);
        Assert.Contains("/q/lure", link, StringComparison.Ordinal);
        await using var server = await IngestServer.StartAsync(folder);

        object[] messages =
        [
            new { type = "event", payload = new { website = site, url = lure + "/url", referrer = lure + "/referrer", hostname = lure, title = lure, name = lure[..20], data = new { a = lure, b = $"<img src={lure}>", c = $"file('{lure}')" } } },
            new { type = "identify", payload = new { website = site, id = lure, data = new { avatar = lure } } },
            new { type = "event", payload = new { website = site, url = $"{lure}/?utm_source=url('{lure}','CSV')", ip = lure, userAgent = $"Mozilla/5.0 (+{lure})" } },
        ];
        foreach (var message in messages)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/send") { Content = JsonContent.Create(message) };
            request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
            request.Headers.TryAddWithoutValidation("Referer", lure);
            request.Headers.TryAddWithoutValidation("Origin", lure);
            request.Headers.TryAddWithoutValidation("X-Forwarded-Host", lure);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "127.0.0.1");
            using var reply = await server.Http.SendAsync(request);
            Assert.Equal(200, (int)reply.StatusCode);
        }

        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Collect };
        using var followed = await http.GetAsync("/q/lure");
        Assert.Equal(307, (int)followed.StatusCode);
        await Sender.SendAsync(server, site, "last");
        await Sender.WaitForAsync(server, "last");
        _ = await server.QueryAsync("SELECT * FROM v_pa_events FORMAT JSONEachRow");

        Assert.False(listener.Pending(), "Somebody has connected to the address that the events named.");
    }

    [Theory]
    [InlineData("SELECT * FROM url('http://127.0.0.1:9/', 'CSV', 'a String')")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'CSV', 'a String')")]
    [InlineData("SELECT * FROM remote('127.0.0.1', system.one)")]
    [InlineData("SELECT * FROM executable('id', 'CSV', 'a String')")]
    [InlineData("DROP TABLE fact_event")]
    [InlineData("INSERT INTO fact_event (site_id) VALUES ('11111111-2222-4333-8444-555555555555')")]
    public async Task An_analyst_cannot_make_the_engine_ask_or_change_anything(string sql)
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);

        await Assert.ThrowsAsync<HttpRequestException>(() => server.QueryAsync(sql));
    }
}
