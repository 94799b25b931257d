using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ingest.Tests.Intake.Bodies;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>ClickHouse's HTTP interface, as its clients use it.</summary>
[Collection(EngineCollection.Name)]
public sealed class InterfaceTests(EmbeddedEngine engine)
{
    [Theory]
    [InlineData("/ping")]
    [InlineData("/")]
    [InlineData("/replicas_status")]
    public async Task Health_checks_answer_ok(string path) =>
        Assert.Equal("Ok.\n", await engine.Analyst.Http.GetStringAsync(path));

    [Fact]
    public async Task The_query_may_be_in_the_url_in_the_body_or_in_both()
    {
        var url = await engine.Analyst.Http.GetStringAsync("/?query=SELECT%201");
        var body = await engine.Analyst.QueryAsync("SELECT 1");
        var both = await engine.Analyst.QueryAsync("1 + 1", "query=SELECT");

        Assert.Equal(("1\n", "1", "2"), (url, body, both));
    }

    [Fact]
    public async Task Parameters_are_bound_not_pasted()
    {
        var text = await engine.Analyst.QueryAsync("SELECT {s:String}, {n:UInt32} + 1, {a:Array(String)}", $"param_s={Uri.EscapeDataString("a' OR 1 --")}&param_n=41&param_a=['x','y']");

        Assert.Equal("a\\' OR 1 --\t42\t['x','y']", text);
    }

    [Fact]
    public async Task Database_and_format_follow_the_url()
    {
        await engine.Writer.QueryAsync("CREATE DATABASE IF NOT EXISTS other");
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE other.here (a UInt8) ENGINE = MergeTree ORDER BY a");

        Assert.Equal("0", await engine.Analyst.QueryAsync("SELECT count() FROM here", "database=other"));
        Assert.Equal("{\"a\":1}", await engine.Analyst.QueryAsync("SELECT 1 AS a", "default_format=JSONEachRow"));
        Assert.Equal("[1]", await engine.Analyst.QueryAsync("SELECT 1 AS a FORMAT JSONCompactEachRow", "default_format=JSONEachRow"));
        Assert.Equal((HttpStatusCode.NotFound, 81), await StatusAndCodeAsync("SELECT 1", "database=absent"));
    }

    [Theory]
    [InlineData("SELEC", 400, 62)]
    [InlineData("SELECT absent", 404, 47)]
    [InlineData("SELECT * FROM absent", 404, 60)]
    [InlineData("SELECT absent()", 404, 46)]
    [InlineData("SELECT 1 FORMAT Absent", 404, 73)]
    [InlineData("SELECT toUInt8('x')", 400, 6)]
    [InlineData("SELECT throwIf(1)", 500, 395)]
    [InlineData("", 400, 62)]
    public async Task Errors_have_clickhouses_status_and_code(string sql, int status, int code)
    {
        var failure = await engine.Writer.FailAsync(sql);

        Assert.Equal((status, code), ((int)failure.Status, failure.Code));
        Assert.StartsWith($"Code: {code}. DB::Exception: ", failure.Message);
        Assert.Matches(@" \([A-Z_]+\) \(version 26\.[0-9.]+ \(official build\)\)\n$", failure.Message);
    }

    [Fact]
    public async Task Headers_tell_query_format_time_zone_and_summary()
    {
        using var reply = await engine.Analyst.SendAsync("SELECT number FROM numbers(7)", "query_id=mine&default_format=JSONCompact");

        Assert.Equal("mine", reply.Headers.GetValues("X-ClickHouse-Query-Id").Single());
        Assert.Equal("JSONCompact", reply.Headers.GetValues("X-ClickHouse-Format").Single());
        Assert.Equal("application/json; charset=UTF-8", reply.Content.Headers.ContentType!.ToString());
        Assert.NotEmpty(reply.Headers.GetValues("X-ClickHouse-Timezone").Single());
        Assert.Contains("\"read_rows\":\"7\"", reply.Headers.GetValues("X-ClickHouse-Summary").Single());
    }

    [Fact]
    public async Task A_query_id_cannot_add_a_header()
    {
        using var reply = await engine.Analyst.SendAsync("SELECT 1", "query_id=a%0d%0aX-Injected:%201");

        Assert.False(reply.Headers.Contains("X-Injected"));
        Assert.Equal(36, reply.Headers.GetValues("X-ClickHouse-Query-Id").Single().Length);
    }

    [Fact]
    public async Task A_password_is_taken_from_headers_url_and_basic_authentication()
    {
        using var http = new HttpClient { BaseAddress = engine.Endpoint };
        using var basic = new HttpRequestMessage(HttpMethod.Get, "/?query=SELECT%20getSetting('readonly')");
        basic.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"ingest:{engine.WriterPassword}")));

        using var reply = await http.SendAsync(basic);
        var url = await http.PostAsync($"/?user=ingest&password={engine.WriterPassword}", new StringContent("SELECT getSetting('readonly')"));
        var nobody = await http.GetAsync("/?query=SELECT%201&user=ingest&password=wrong");

        Assert.Equal("2\n", await reply.Content.ReadAsStringAsync());
        Assert.Equal("0\n", await url.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Forbidden, nobody.StatusCode);
        Assert.Equal("516", nobody.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
    }

    [Theory]
    [InlineData("Host", "attacker.example")]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Origin", "null")]
    public async Task A_page_of_another_site_gets_no_answer(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, engine.Endpoint) { Content = new StringContent("SELECT 1") };
        request.Headers.TryAddWithoutValidation(header, value);

        using var reply = await engine.Analyst.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Bodies_are_compressed_both_ways(string encoding)
    {
        var content = new ByteArrayContent(Compressed.Compress(encoding, Encoding.UTF8.GetBytes("SELECT repeat('x', 3)")));
        content.Headers.ContentEncoding.Add(encoding);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/?enable_http_compression=1") { Content = content };
        request.Headers.AcceptEncoding.ParseAdd(encoding);

        using var reply = await engine.Analyst.Http.SendAsync(request);

        Assert.Equal(encoding, reply.Content.Headers.ContentEncoding.Single());
        Assert.Equal("xxx\n", Decompress(encoding, await reply.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task Settings_do_not_pass_to_the_next_request()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("1", await engine.Writer.QueryAsync("SELECT getSetting('max_result_rows')", "max_result_rows=1&session_id=s"));
            Assert.Equal("0", await engine.Writer.QueryAsync("SELECT getSetting('max_result_rows')", "session_id=s"));
        }

        await engine.Writer.QueryAsync("SET max_result_rows = 5");
        await engine.Writer.QueryAsync("USE system");
        Assert.Equal("0\tdefault", await engine.Writer.QueryAsync("SELECT getSetting('max_result_rows'), currentDatabase()"));
        Assert.Equal((HttpStatusCode.NotFound, 115), await StatusAndCodeAsync("SELECT 1", "no_such_setting=1"));
    }

    private async Task<(HttpStatusCode Status, int Code)> StatusAndCodeAsync(string sql, string parameters)
    {
        var (status, code, _) = await engine.Writer.FailAsync(sql, parameters);
        return (status, code);
    }

    private static string Decompress(string encoding, byte[] bytes)
    {
        using var source = new MemoryStream(bytes);
        using Stream stream = encoding switch
        {
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            _ => new ZLibStream(source, CompressionMode.Decompress),
        };
        return new StreamReader(stream).ReadToEnd();
    }
}
