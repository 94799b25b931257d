using System.Net;
using System.Text;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;
using Ingest.Tests.Intake.Bodies;

namespace Ingest.IntegrationTests.Conformance;

/// <summary>Bodies made to hurt, over real HTTP: each gets an answer below 500 in the contract's shape, and the server is well afterwards.</summary>
public sealed class HostileBodyTests(HostileBodyTests.Server host) : IClassFixture<HostileBodyTests.Server>
{
    private const string Site = "0198c0de-0000-7000-8000-000000000002";
    private const long WorkingSetGrowthMax = 400L << 20;

    public static TheoryData<string> Names => [.. Bodies().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Hostile_body_gets_an_answer_below_500(string name)
    {
        foreach (var path in (string[])["/api/send", "/api/batch"])
        {
            using var reply = await PostAsync(path, Bodies()[name]);
            var text = await reply.Content.ReadAsStringAsync();
            Assert.True((int)reply.StatusCode < 500, $"{path}: {(int)reply.StatusCode} {text}");
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(text).RootElement.ValueKind);
        }

        Assert.DoesNotContain("fail:", host.Ingest.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", "/api/send")]
    [InlineData("br", "/api/send")]
    [InlineData("deflate", "/api/batch")]
    public async Task Compressed_bomb_is_refused_with_413_in_bounded_memory(string coding, string path)
    {
        var before = host.Ingest.WorkingSetBytes;
        for (var i = 0; i < 5; i++)
        {
            using var reply = await PostAsync(path, Compressed.Compress(coding, new byte[256 << 20]), coding);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
        }

        Assert.InRange(host.Ingest.WorkingSetBytes - before, long.MinValue, WorkingSetGrowthMax);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Compressed_event_is_stored(string coding)
    {
        using var reply = await PostAsync("/api/send", Compressed.Compress(coding, Message("\"/compressed\"")), coding);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Contains("sessionId", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_coding_is_refused_with_415()
    {
        using var reply = await PostAsync("/api/send", Message("\"/\""), "zstd");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, reply.StatusCode);
        Assert.Equal("unknown-encoding", reply.Headers.GetValues("X-Ingest-Dropped").Single());
    }

    [Fact]
    public async Task Too_large_body_is_refused_and_the_connection_goes_on()
    {
        using var large = await PostAsync("/api/send", Message($"\"/{new string('x', (1 << 20) + 1)}\""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("too-large", large.Headers.GetValues("X-Ingest-Dropped").Single());
        using var next = await PostAsync("/api/send", Message("\"/next\""));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Batch_of_5000_is_stored_and_one_more_is_refused()
    {
        var message = Encoding.UTF8.GetString(Message("\"/many\""));
        using var full = await PostAsync("/api/batch", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(message, 5000))}]"));
        Assert.Equal(5000, JsonDocument.Parse(await full.Content.ReadAsStringAsync()).RootElement.GetProperty("processed").GetInt32());
        using var over = await PostAsync("/api/batch", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(message, 5001))}]"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, over.StatusCode);
        await Poll.UntilAsync(
            async () => await host.Ingest.CountAsync("SELECT count() FROM v_pa_events WHERE url_path = '/many'") == 5000, "5,000 events");
    }

    private static Dictionary<string, byte[]> Bodies() => new()
    {
        ["nothing"] = [],
        ["nesting of 10^5"] = Encoding.UTF8.GetBytes(new string('[', 100_000)),
        ["data nested 10^5 deep"] = Message("\"/\",\"data\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000))),
        ["a number beyond all doubles"] = Message("\"/\",\"name\":\"n\",\"data\":{\"n\":1e400,\"m\":-1e400}"),
        ["a timestamp beyond all time"] = Message("\"/\",\"timestamp\":1e300"),
        ["lone surrogates"] = Message("\"/\\ud800\",\"title\":\"\\udfff\\ud800\",\"data\":{\"\\ud800\":\"\\udc00\"}"),
        ["invalid UTF-8"] = [.. "{\"type\":\"event\",\"payload\":{\"website\":\""u8, .. Encoding.ASCII.GetBytes(Site), .. "\",\"url\":\"/"u8, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, .. "\"}}"u8],
        ["NUL in every text"] = Message("\"/\\u0000\",\"title\":\"\\u0000\",\"name\":\"a\\u0000b\",\"tag\":\"\\u0000\",\"data\":{\"\\u0000\":\"\\u0000\"}"),
        ["duplicate keys"] = Message("\"/a\",\"url\":\"/b\",\"data\":{\"k\":1,\"k\":2}"),
        ["10^5 keys"] = Message("\"/\",\"name\":\"n\",\"data\":{" + string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"\"k{i}\":{i}")) + "}"),
        ["a key of half a megabyte"] = Message($"\"/\",\"name\":\"n\",\"data\":{{\"{new string('k', 500_000)}\":1}}"),
        ["__proto__"] = Message("\"/\",\"__proto__\":{\"x\":1},\"data\":{\"__proto__\":{\"y\":2},\"constructor\":{\"prototype\":3}}"),
        ["SQL and HTML and formulas"] = Message("\"/'; DROP TABLE fact_event; --\",\"title\":\"<script>alert(1)</script>\",\"name\":\"=1+1\",\"tag\":\"\\n\\nDROP\""),
        ["a million zeros"] = new byte[1_000_000],
    };

    private static byte[] Message(string url) => Encoding.UTF8.GetBytes($"{{\"type\":\"event\",\"payload\":{{\"website\":\"{Site}\",\"url\":{url}}}}}");

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? coding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        if (coding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(coding);
        }

        return await host.Ingest.Http.SendAsync(request);
    }

    /// <summary>One server for all of these, and the proof that it has logged no error at the end.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        internal IngestServer Ingest { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var added = await IngestCommand.RunAsync(["site", "add", "--name", "Hostile", "--id", Site, "--data", _folder]);
            Assert.True(added.ExitCode == 0, added.Errors);
            Ingest = await IngestServer.StartAsync(_folder);
        }

        public async ValueTask DisposeAsync()
        {
            await Ingest.DisposeAsync();
            _folder.Dispose();
            Assert.DoesNotContain("fail:", Ingest.Log, StringComparison.Ordinal);
        }
    }
}
