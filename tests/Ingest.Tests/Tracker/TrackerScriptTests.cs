using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ingest.Settings;
using Ingest.Tests.Endpoints;
using Ingest.Tracker;

namespace Ingest.Tests.Tracker;

/// <summary>The script as it is served. What it does is tested in a browser, in tests/Ingest.IntegrationTests/Browser.</summary>
public sealed class TrackerScriptTests
{
    private const int GzipBytesMax = 2500;

    [Fact]
    public async Task Every_visitor_loads_less_than_2500_bytes()
    {
        await using var host = await DropHost.StartAsync();
        using var reply = await GetAsync(host, "gzip");
        Assert.InRange((await reply.Content.ReadAsByteArrayAsync()).Length, 1000, GzipBytesMax);
    }

    // Each would be replaced wherever it stands: once is what the source means.
    [Theory]
    [InlineData("{root}")]
    [InlineData("{collect}")]
    public void The_minifier_leaves_the_words_that_the_server_fills_in(string word) =>
        Assert.Equal(2, TrackerScript.Minified().Split('"' + word + '"').Length);

    [Fact]
    public async Task It_may_be_loaded_from_every_page_and_kept_for_a_day()
    {
        await using var host = await DropHost.StartAsync();
        using var reply = await GetAsync(host, "gzip, deflate, br, zstd");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal("text/javascript; charset=utf-8", reply.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, must-revalidate, max-age=86400", reply.Headers.CacheControl!.ToString());
        Assert.Equal("Accept-Encoding", reply.Headers.Vary.Single());
        Assert.Equal("*", reply.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("cross-origin", reply.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.False(reply.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("GZIP;q=0.5", "gzip")]
    [InlineData("br;q=0, gzip;q=0", null)]
    [InlineData("deflate", null)]
    [InlineData("=;,", null)]
    [InlineData(null, null)]
    public async Task It_is_compressed_as_the_client_takes_it(string? accepted, string? encoding)
    {
        await using var host = await DropHost.StartAsync();
        using var reply = await GetAsync(host, accepted);
        Assert.Equal(encoding, reply.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(await PlainAsync(host), await TextAsync(reply));
    }

    [Fact]
    public async Task A_copy_that_is_still_the_same_is_not_sent_again()
    {
        await using var host = await DropHost.StartAsync();
        using var first = await GetAsync(host, "gzip");
        using var plain = await GetAsync(host, null);
        Assert.NotEqual(first.Headers.ETag, plain.Headers.ETag);
        foreach (var known in new[] { first.Headers.ETag!.ToString(), $"\"other\", W/{first.Headers.ETag}", "*" })
        {
            using var again = await GetAsync(host, "gzip", known);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(first.Headers.ETag, again.Headers.ETag);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        }

        foreach (var known in new[] { "\"other\"", "nonsense", plain.Headers.ETag!.ToString() })
        {
            using var changed = await GetAsync(host, "gzip", known);
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }
    }

    [Fact]
    public async Task Head_says_what_get_would_send()
    {
        await using var host = await DropHost.StartAsync();
        using var get = await GetAsync(host, "gzip");
        using var request = Request("/script.js", "gzip");
        request.Method = HttpMethod.Head;
        using var head = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task By_default_it_sends_to_the_path_of_Umami()
    {
        await using var host = await DropHost.StartAsync();
        var script = await PlainAsync(host);
        Assert.Contains("new URL(\".\"", script, StringComparison.Ordinal);
        Assert.Contains("\"/api/send\"", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_another_name_it_finds_its_way_to_the_operators_path()
    {
        var server = new ServerOptions { CollectPath = "/in's" };
        server.ScriptNames.Add("/assets/js/app.js");
        await using var host = await DropHost.StartAsync(new DropHostOptions { Server = server });
        var script = await PlainAsync(host, "/assets/js/app.js");
        Assert.Contains("new URL(\"../..\"", script, StringComparison.Ordinal);
        Assert.Contains("\"/in\\u0027s\"", script, StringComparison.Ordinal);
        Assert.Contains("new URL(\".\"", await PlainAsync(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_in_the_document_of_the_interface()
    {
        await using var host = await DropHost.StartAsync();
        Assert.Contains("\"/script.js\"", await host.Http.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
    }

    // Without it a browser's messages to a path of the operator's own end at the preflight.
    [Fact]
    public async Task The_operators_collecting_path_answers_preflights_and_other_origins()
    {
        await using var host = await DropHost.StartAsync(new DropHostOptions { Server = new ServerOptions { CollectPath = "/in" } });
        using var preflight = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/in"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("*", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single());
        using var reply = await host.SendAsync(host.Message(), "/in");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal("*", reply.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using var other = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/metrics"));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Task<HttpResponseMessage> GetAsync(DropHost host, string? accepted, string? known = null) =>
        host.Http.SendAsync(Request("/script.js", accepted, known));

    private static HttpRequestMessage Request(string path, string? accepted, string? known = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        }

        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        return request;
    }

    private static async Task<string> PlainAsync(DropHost host, string path = "/script.js")
    {
        using var reply = await host.Http.SendAsync(Request(path, null));
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        return await reply.Content.ReadAsStringAsync();
    }

    private static async Task<string> TextAsync(HttpResponseMessage reply)
    {
        var bytes = new MemoryStream(await reply.Content.ReadAsByteArrayAsync());
        Stream plain = reply.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(bytes, CompressionMode.Decompress),
            "gzip" => new GZipStream(bytes, CompressionMode.Decompress),
            _ => bytes,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
