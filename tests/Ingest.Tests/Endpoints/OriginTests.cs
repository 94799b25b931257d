using System.Net;
using Ingest.Core.Sites;

namespace Ingest.Tests.Endpoints;

/// <summary>Which pages may send events of a site with domains, over real HTTP.</summary>
public sealed class OriginTests
{
    private static readonly string[] Domains = ["shop.example", "*.shop.example", "localhost"];

    [Theory]
    [InlineData("https://shop.example", null, "shop.example", true)]
    [InlineData("https://WWW.Shop.example:8443", null, "www.shop.example", true)]
    [InlineData("http://localhost:3000", null, "localhost", true)]
    [InlineData("http://localhost:3000", null, "", true)]
    [InlineData(null, "https://a.b.shop.example/cart?x=1#y", "shop.example", true)]
    [InlineData("https://shop.example", "https://evil.example/", "shop.example", true)]
    [InlineData("https://evil.example", "https://shop.example/", "shop.example", false)]
    [InlineData("https://shop.example", null, "evil.example", false)]
    [InlineData("https://shop.example.evil.example", null, "shop.example", false)]
    [InlineData("https://evilshop.example", null, "shop.example", false)]
    [InlineData("https://shop.example@evil.example", null, "shop.example", false)]
    [InlineData(null, "https://evil.example/?https://shop.example/", "shop.example", false)]
    [InlineData(null, "https://evil.example\\@shop.example/", "shop.example", false)]
    [InlineData("null", null, "shop.example", false)]
    [InlineData("shop.example", null, "shop.example", false)]
    [InlineData("", "https://shop.example/", "shop.example", false)]
    [InlineData(null, null, "shop.example", false)]
    public async Task A_page_of_the_sites_domains_may_send_and_no_other(string? origin, string? referrer, string hostname, bool isTaken)
    {
        await using var host = await DropHost.StartAsync();
        await host.Sites.UpdateAsync(host.Site, site => site with { Domains = Domains });

        using var reply = await host.SendAsync(Body(host, hostname), headers: Headers(("Origin", origin), ("Referer", referrer)));

        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.Forbidden, reply.StatusCode);
        Assert.Equal(
            isTaken ? null : """{"error":{"message":"Origin not allowed","code":"forbidden","status":403}}""",
            isTaken ? null : await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("*", reply.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task An_absolute_url_stands_for_a_hostname_that_was_not_sent()
    {
        await using var host = await DropHost.StartAsync();
        await host.Sites.UpdateAsync(host.Site, site => site with { Domains = Domains });
        var message = $$$"""{"type":"event","payload":{"website":"{{{host.Site}}}","url":"https://evil.example/a"}}""";

        using var reply = await host.SendAsync(message, headers: ("Origin", "https://shop.example"));

        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
    }

    [Fact]
    public async Task Domains_that_are_set_hold_for_the_connections_there_are()
    {
        await using var host = await DropHost.StartAsync();
        foreach (var domains in (string[][])[[], ["shop.example"], [], ["evil.example"]])
        {
            await host.Sites.UpdateAsync(host.Site, site => site with { Domains = domains });
            foreach (var origin in (string[])["https://shop.example", "https://evil.example"])
            {
                using var reply = await host.SendAsync(Body(host, ""), headers: ("Origin", origin));
                var isTaken = domains.Length == 0 || origin.EndsWith(domains[0], StringComparison.Ordinal);
                Assert.Equal((domains.FirstOrDefault(), origin, isTaken ? HttpStatusCode.OK : HttpStatusCode.Forbidden), (domains.FirstOrDefault(), origin, reply.StatusCode));
            }
        }
    }

    [Theory]
    [InlineData("send:*", true)]
    [InlineData("admin", true)]
    [InlineData("read:*", false)]
    [InlineData("send:11111111-2222-4333-8444-555555555555", false)]
    public async Task A_key_to_send_with_stands_for_a_page(string scope, bool isTaken)
    {
        await using var host = await DropHost.StartAsync();
        await host.Sites.UpdateAsync(host.Site, site => site with { Domains = Domains, Settings = new SiteSettings { Timestamps = SiteTimestamps.Keyed } });
        var (_, key) = await host.Keys.CreateAsync("backend", [scope]);

        using var reply = await host.SendAsync(host.Message(extra: ",\"timestamp\":1700000000"), headers: ("Authorization", $"Bearer {key}"));
        using var other = await host.SendAsync(host.Message(), headers: ("Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x"));

        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [Fact]
    public async Task Each_event_of_a_batch_is_held_to_its_own_site()
    {
        await using var host = await DropHost.StartAsync();
        await host.Sites.UpdateAsync(host.Site, site => site with { Domains = Domains });
        var open = await host.Sites.AddAsync("Open");

        using var reply = await host.SendAsync($"[{Body(host, "")},{host.Message(open.Id)}]", "/api/batch", headers: ("Origin", "https://evil.example"));

        Assert.Equal("foreign-origin=1", reply.Headers.GetValues("X-Ingest-Dropped-Counts").Single());
    }

    [Fact]
    public async Task A_preflight_reflects_the_registered_origins_once_every_site_has_domains()
    {
        await using var host = await DropHost.StartAsync();
        Assert.Equal("*", await PreflightAsync(host, "https://evil.example"));

        await host.Sites.UpdateAsync(host.Site, site => site with { Domains = ["shop.example"] });
        Assert.Equal("https://shop.example", await PreflightAsync(host, "https://shop.example"));
        Assert.Null(await PreflightAsync(host, "https://evil.example"));
        Assert.Null(await PreflightAsync(host, "null"));

        await host.Sites.AddAsync("Blog", domains: ["*.blog.example"]);
        Assert.Equal("https://a.blog.example:8443", await PreflightAsync(host, "https://a.blog.example:8443"));

        await host.Sites.AddAsync("Open");
        Assert.Equal("*", await PreflightAsync(host, "https://evil.example"));
    }

    private static string Body(DropHost host, string hostname) =>
        $$$"""{"type":"event","payload":{"website":"{{{host.Site}}}","hostname":"{{{hostname}}}","url":"/a"}}""";

    private static (string Name, string Value)[] Headers(params (string Name, string? Value)[] headers) =>
        [.. headers.Where(header => header.Value is not null).Select(header => (header.Name, header.Value!))];

    private static async Task<string?> PreflightAsync(DropHost host, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/send");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        using var reply = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        return reply.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }
}
