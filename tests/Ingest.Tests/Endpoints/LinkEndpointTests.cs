using System.Net;
using System.Text;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Links;
using Ingest.Core.Log.Records;

namespace Ingest.Tests.Endpoints;

/// <summary>Short links and pixels over a log in memory: what is answered, and what is recorded.</summary>
public sealed class LinkEndpointTests
{
    private const string Target = "https://shop.example/sale?own=1";
    private const string NotFound = """{"error":{"message":"Not found","code":"not-found","status":404}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_redirects_and_records_what_the_request_says()
    {
        await using var host = await DropHost.StartAsync();
        var link = await AddLinkAsync(host);
        using var reply = await AskAsync(
            host, "/q/spring?from=qr&utm_source=poster", agent: DropHost.Browser, referrer: "https://www.blog.example/post?x=1", host: "go.example:8443");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, reply.StatusCode);
        Assert.Equal(["https://shop.example/sale?own=1&utm_medium=letter"], reply.Headers.GetValues("Location"));
        Assert.Equal("noindex", reply.Headers.GetValues("X-Robots-Tag").Single());
        Assert.True(reply.Headers.CacheControl!.NoStore);
        Assert.False(reply.Headers.Contains("X-Ingest-Dropped"));
        Assert.False(reply.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Empty(await reply.Content.ReadAsByteArrayAsync(Cancellation));

        var events = Stored(host);
        Assert.Equal((1, (byte)EventType.Link, link.Id), (events.RowCount, events.EventType.Values[0], events.SiteId.Values[0]));
        Assert.Equal("/q/spring", Text(events, TextField.UrlPath));
        Assert.Equal("from=qr&utm_source=poster", Text(events, TextField.UrlQuery));
        Assert.Equal("poster", Text(events, TextField.UtmSource));
        Assert.Equal("go.example", Text(events, TextField.Hostname));
        Assert.Equal("blog.example", Text(events, TextField.ReferrerDomain));
        Assert.Equal("/post", Text(events, TextField.ReferrerPath));
        Assert.Equal("firefox", Text(events, TextField.Browser));
    }

    [Fact]
    public async Task A_session_is_that_of_an_event_that_the_same_visitor_sends_for_the_link()
    {
        await using var host = await DropHost.StartAsync();
        var link = await AddLinkAsync(host);
        using var followed = await AskAsync(host, "/q/spring");
        using var sent = await host.SendAsync($$$"""{"type":"event","payload":{"link":"{{{link.Id}}}","url":"/q/spring"}}""");
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        var events = Stored(host);
        Assert.Equal(2, events.RowCount);
        Assert.Equal(events.SessionId.Values[0], events.SessionId.Values[1]);
        Assert.Equal(events.VisitId.Values[0], events.VisitId.Values[1]);
    }

    [Fact]
    public async Task A_pixel_is_an_image_of_43_bytes_that_nobody_keeps()
    {
        await using var host = await DropHost.StartAsync();
        var pixel = await AddPixelAsync(host);
        using var reply = await AskAsync(host, "/p/letter?edition=11");

        var image = await reply.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal((HttpStatusCode.OK, 43), (reply.StatusCode, image.Length));
        Assert.Equal("GIF89a\u0001\0\u0001\0", Encoding.Latin1.GetString(image[..10]));
        Assert.Equal("image/gif", reply.Content.Headers.ContentType?.ToString());
        Assert.Equal(["no-cache, no-store, must-revalidate"], reply.Headers.NonValidated["Cache-Control"]);
        Assert.Equal(["no-cache"], reply.Headers.NonValidated["Pragma"]);
        Assert.Equal(["0"], reply.Content.Headers.NonValidated["Expires"]);

        var events = Stored(host);
        Assert.Equal((1, (byte)EventType.Pixel, pixel.Id), (events.RowCount, events.EventType.Values[0], events.SiteId.Values[0]));
        Assert.Equal(("/p/letter", "edition=11"), (Text(events, TextField.UrlPath), Text(events, TextField.UrlQuery)));
    }

    [Theory]
    [InlineData("/q/spring", HttpStatusCode.TemporaryRedirect)]
    [InlineData("/p/letter", HttpStatusCode.OK)]
    [InlineData("/q/unknown", HttpStatusCode.NotFound)]
    [InlineData("/p/unknown", HttpStatusCode.NotFound)]
    public async Task Head_answers_the_same_headers_and_records_nothing(string path, HttpStatusCode expected)
    {
        await using var host = await DropHost.StartAsync();
        await AddLinkAsync(host);
        await AddPixelAsync(host);
        using var head = await AskAsync(host, path, HttpMethod.Head);
        Assert.Equal(expected, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(0, Stored(host).RowCount);
        Assert.Empty(host.Pipeline.Drops.Snapshot());

        using var get = await AskAsync(host, path);
        Assert.Equal(Names(get), Names(head));
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);

        static string[] Names(HttpResponseMessage reply) => [.. reply.Headers.NonValidated.Concat(reply.Content.Headers.NonValidated).Select(header => header.Key).Order()];
    }

    [Theory]
    [InlineData("/q/spring")]
    [InlineData("/p/letter")]
    public async Task Other_methods_are_refused(string path)
    {
        await using var host = await DropHost.StartAsync();
        await AddLinkAsync(host);
        await AddPixelAsync(host);
        using var reply = await AskAsync(host, path, HttpMethod.Post);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.StatusCode);
        Assert.Equal(0, Stored(host).RowCount);
    }

    [Theory]
    [InlineData("/q/SPRING", "link")]
    [InlineData("/q/letter", "link")]
    [InlineData("/p/spring", "pixel")]
    [InlineData("/q/spring%2F..", "link")]
    [InlineData("/q/spring%0D%0ALocation:%20https:%2F%2Fother.example", "link")]
    [InlineData("/q/%C3%A9", "link")]
    [InlineData("/q/https:%2F%2Fother.example", "link")]
    public async Task A_slug_that_is_not_registered_is_not_found_and_counted_once(string path, string stage)
    {
        await using var host = await DropHost.StartAsync();
        await AddLinkAsync(host);
        await AddPixelAsync(host);
        using var reply = await AskAsync(host, path);
        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.False(reply.Headers.Contains("Location"));
        Assert.Equal(stage == "pixel" ? "image/gif" : "application/json", reply.Content.Headers.ContentType?.ToString());
        Assert.True(stage == "pixel" || await reply.Content.ReadAsStringAsync(Cancellation) == NotFound);
        var (key, events) = host.Pipeline.Drops.Snapshot().Single();
        Assert.Equal((Guid.Empty, stage, RejectionReason.UnknownSite, 1L), (key.SiteId, key.Stage, key.Reason, events));
        Assert.Equal(0, Stored(host).RowCount);
    }

    [Theory]
    [InlineData("/q/spring/more")]
    [InlineData("/q//other.example")]
    [InlineData("/q/")]
    [InlineData("/p/")]
    public async Task What_is_no_slug_is_no_route(string path)
    {
        await using var host = await DropHost.StartAsync();
        await AddLinkAsync(host);
        using var reply = await AskAsync(host, path);
        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.False(reply.Headers.Contains("Location"));
    }

    [Theory]
    [InlineData("bot", RejectionReason.Bot, "bot")]
    [InlineData("ignored address", RejectionReason.BlockedAddress, "address")]
    [InlineData("log", RejectionReason.LogUnavailable, "log")]
    [InlineData("full log", RejectionReason.LogFull, "log")]
    [InlineData("closed queue", RejectionReason.Stopping, "intake")]
    [InlineData("our fault", RejectionReason.Fault, "intake")]
    public async Task What_is_not_recorded_is_redirected_all_the_same_and_counted_with_the_link(string way, RejectionReason reason, string stage)
    {
        await using var host = await DropHost.StartAsync();
        var link = await AddLinkAsync(host);
        Break(host, way);
        using var reply = await AskAsync(
            host, "/q/spring", agent: way == "bot" ? "curl/8.4.0" : DropHost.Browser, address: way == "ignored address" ? DropHost.BlockedAddress : null);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, reply.StatusCode);
        Assert.Equal(RejectionNames.Of(reason), reply.Headers.GetValues("X-Ingest-Dropped").Single());
        var (key, events) = host.Pipeline.Drops.Snapshot().Single();
        Assert.Equal((link.Id, stage, reason, 1L), (key.SiteId, key.Stage, key.Reason, events));
        Assert.Equal(0, Stored(host).RowCount);
    }

    [Fact]
    public async Task A_slow_disk_delays_nobody_and_loses_nothing()
    {
        using var disk = new ManualResetEventSlim(initialState: false);
        await using var host = await DropHost.StartAsync(new DropHostOptions { OnCommit = () => disk.Wait(TimeSpan.FromSeconds(60)) });
        await AddLinkAsync(host);
        using (var reply = await AskAsync(host, "/q/spring").WaitAsync(TimeSpan.FromSeconds(30), Cancellation))
        {
            Assert.Equal(HttpStatusCode.TemporaryRedirect, reply.StatusCode);
            Assert.False(disk.IsSet);
        }

        // By the same connection, which had to wait for the first to be over.
        var second = AskAsync(host, "/q/spring");
        disk.Set();
        using var later = await second;
        Assert.Equal(HttpStatusCode.TemporaryRedirect, later.StatusCode);
        Assert.Equal(2, Stored(host).RowCount);
        Assert.Empty(host.Pipeline.Drops.Snapshot());
    }

    [Fact]
    public async Task A_deleted_link_is_not_found_and_its_slug_leads_elsewhere_at_once()
    {
        await using var host = await DropHost.StartAsync();
        var link = await AddLinkAsync(host);
        await host.Registries.Links.DeleteAsync(link.Id, cancellationToken: Cancellation);
        using var gone = await AskAsync(host, "/q/spring");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await host.Registries.Links.AddAsync("spring", (slug, now) => new Link(Guid.NewGuid(), slug, "Other", "https://other.example/", now), Cancellation);
        using var anew = await AskAsync(host, "/q/spring");
        Assert.Equal("https://other.example/", anew.Headers.GetValues("Location").Single());
    }

    private static void Break(DropHost host, string way)
    {
        switch (way)
        {
            case "log":
                host.Log.Break("the disk is gone");
                break;
            case "full log":
                host.Log.Disk.FreeBytes = 0;
                break;
            case "closed queue":
                host.Pipeline.Queue.Close();
                break;
            case "our fault":
                host.Clock.IsBroken = true;
                break;
        }
    }

    private static Task<Link> AddLinkAsync(DropHost host) => host.Registries.Links.AddAsync(
        "spring", (slug, now) => new Link(Guid.NewGuid(), slug, "Spring", Target, now) { Utm = new UtmAdditions { Medium = "letter" } }, Cancellation);

    private static Task<Pixel> AddPixelAsync(DropHost host) =>
        host.Registries.Pixels.AddAsync("letter", (slug, now) => new Pixel(Guid.NewGuid(), slug, "Letter", now), Cancellation);

    private static Task<HttpResponseMessage> AskAsync(
        DropHost server, string path, HttpMethod? method = null, string agent = DropHost.Browser, string? referrer = null, string? host = null, string? address = null)
    {
        var uri = new Uri(server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, uri);
        foreach (var (name, value) in ((string, string?)[])[("User-Agent", agent), ("Referer", referrer), ("Host", host), ("X-Forwarded-For", address)])
        {
            Assert.True(value is null || request.Headers.TryAddWithoutValidation(name, value));
        }

        return server.Http.SendAsync(request, Cancellation);
    }

    private static EventBatch Stored(DropHost host)
    {
        var batch = new EventBatch();
        using var reader = host.Log.OpenReader(0);
        while (reader.TryRead(out var record))
        {
            Assert.True(RecordDecoder.TryDecode(record, batch));
        }

        return batch;
    }

    private static string Text(EventBatch events, TextField field) => Encoding.UTF8.GetString(events.Text(field)[0]);
}
