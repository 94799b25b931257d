using System.Net;
using System.Text;
using Ingest.Tests.Intake.Bodies;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>The rows of an insert are data, whatever bytes they hold.</summary>
[Collection(EngineCollection.Name)]
public sealed class InsertTests(EmbeddedEngine engine)
{
    [Fact]
    public async Task Bytes_behind_a_blank_line_stay_data()
    {
        await engine.Writer.QueryAsync("CREATE TABLE victim (a UInt8) ENGINE = MergeTree ORDER BY a");
        await engine.Writer.QueryAsync("CREATE TABLE blank (s String) ENGINE = MergeTree ORDER BY s");
        const string Hostile = "one\n\nDROP TABLE victim\n\n;DROP TABLE victim;";
        byte[] rows = [(byte)Hostile.Length, .. Encoding.ASCII.GetBytes(Hostile)];

        using var inUrl = await engine.Writer.InsertAsync("INSERT INTO blank FORMAT RowBinary", rows);
        byte[] whole = [.. "INSERT INTO blank FORMAT RowBinary\n"u8, .. rows];
        using var inBody = await engine.Writer.Http.PostAsync("/", new ByteArrayContent(whole));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (inUrl.StatusCode, inBody.StatusCode));
        var stored = Hostile.Replace("\n", "\\n");
        Assert.Equal($"{stored}\n{stored}", await engine.Writer.QueryAsync("SELECT s FROM blank"));
        Assert.Equal("1", await engine.Writer.QueryAsync("EXISTS TABLE victim"));
    }

    // Small ones do not have a large one rewritten: decision 35.
    [Fact]
    public async Task Parts_are_merged_with_parts_of_their_size() =>
        Assert.Equal("24", await engine.Writer.QueryAsync("SELECT value FROM system.merge_tree_settings WHERE name = 'merge_selector_base'"));

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x0A)]
    [InlineData(0x09)]
    [InlineData(0x0C)]
    [InlineData(0x0D)]
    public async Task A_first_byte_that_looks_like_a_blank_survives(byte first)
    {
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE firsts (a UInt8) ENGINE = MergeTree ORDER BY tuple()");

        using var inUrl = await engine.Writer.InsertAsync("INSERT INTO firsts FORMAT RowBinary", [first, 7]);
        using var inBody = await engine.Writer.Http.PostAsync("/", new ByteArrayContent([.. "INSERT INTO firsts FORMAT RowBinary\n"u8, first, 8]));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (inUrl.StatusCode, inBody.StatusCode));
        Assert.Equal($"{first}\n7\n{first}\n8", await engine.Writer.QueryAsync("SELECT a FROM firsts ORDER BY _part"));
    }

    [Theory]
    [InlineData("INSERT INTO forms FORMAT TSV", "1\ta\n2\tb\n")]
    [InlineData("INSERT INTO forms (id, s) FORMAT JSONEachRow", "{\"id\":1,\"s\":\"a\"}{\"id\":2,\"s\":\"b\"}")]
    [InlineData("INSERT INTO forms VALUES (1, 'a'), (2, 'b')", "")]
    [InlineData("INSERT INTO forms (id, s) VALUES", "(1, 'a'), (1 + 1, concat('', 'b'))")]
    [InlineData("INSERT INTO forms SETTINGS async_insert = 0, max_partitions_per_insert_block = 7 FORMAT CSV", "1,a\n2,b\n")]
    [InlineData("INSERT INTO forms /* FORMAT Native */ (id, s) -- VALUES\n FORMAT CSVWithNames", "id,s\n1,a\n2,b\n")]
    [InlineData("INSERT INTO forms SELECT number + 1, ['a', 'b'][number + 1] FROM numbers(2)", "")]
    [InlineData("WITH 1 AS one INSERT INTO forms SELECT number + one, ['a', 'b'][number + 1] FROM numbers(2)", "")]
    public async Task Every_form_of_insert_arrives(string sql, string rows)
    {
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE forms (id UInt32, s String) ENGINE = MergeTree ORDER BY id");

        using var reply = await engine.Writer.InsertAsync(sql, Encoding.UTF8.GetBytes(rows));

        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        Assert.Contains("\"written_rows\":\"2\"", reply.Headers.GetValues("X-ClickHouse-Summary").Single());
        Assert.Equal("1\ta\n2\tb", await engine.Writer.QueryAsync("SELECT * FROM forms ORDER BY id"));
    }

    [Fact]
    public async Task An_insert_without_rows_is_no_error()
    {
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE none (a UInt8) ENGINE = Memory");

        using var reply = await engine.Writer.InsertAsync("INSERT INTO none FORMAT Native", []);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public async Task A_native_block_sent_twice_under_one_token_counts_once()
    {
        await engine.Writer.QueryAsync(
            "CREATE OR REPLACE TABLE tokens (id UInt64, s LowCardinality(String), m Map(String, String)) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100");
        using var source = await engine.Writer.SendAsync(
            "SELECT number AS id, toLowCardinality(toString(number % 7)) AS s, map('k', toString(number)) AS m FROM numbers(200000) FORMAT Native");
        var block = await source.Content.ReadAsByteArrayAsync();

        for (var i = 0; i < 2; i++)
        {
            using var content = new StreamContent(new MemoryStream(block));
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                "/?query=INSERT+INTO+tokens+FORMAT+Native&insert_deduplication_token=log:0-200000&deduplicate_blocks_in_dependent_materialized_views=1&max_partitions_per_insert_block=1000")
            {
                Content = content,
            };
            request.Headers.TransferEncodingChunked = true;
            using var reply = await engine.Writer.Http.SendAsync(request);
            Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        }

        Assert.Equal("200000\t19999900000", await engine.Writer.QueryAsync("SELECT count(), sum(id) FROM tokens"));
    }

    [Fact]
    public async Task A_truncated_block_stores_nothing()
    {
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE torn (id UInt64) ENGINE = MergeTree ORDER BY id");
        using var source = await engine.Writer.SendAsync("SELECT number AS id FROM numbers(1000) FORMAT Native");
        var block = await source.Content.ReadAsByteArrayAsync();

        using var reply = await engine.Writer.InsertAsync("INSERT INTO torn FORMAT Native", block[..^9]);

        Assert.False(reply.IsSuccessStatusCode);
        Assert.Equal("0", await engine.Writer.QueryAsync("SELECT count() FROM torn"));
    }

    [Fact]
    public async Task A_compressed_body_is_decompressed_within_the_limit()
    {
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE squeezed (s String) ENGINE = MergeTree ORDER BY s");
        var bomb = Gzip(new byte[300 << 20]);
        var fair = Gzip([.. "a\nb\n"u8]);

        using var large = await engine.Writer.Http.PostAsync("/?query=INSERT+INTO+squeezed+FORMAT+TSV", bomb);
        using var small = await engine.Writer.Http.PostAsync("/?query=INSERT+INTO+squeezed+FORMAT+TSV", fair);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        Assert.Equal("2", await engine.Writer.QueryAsync("SELECT count() FROM squeezed"));
    }

    [Fact]
    public async Task A_get_does_not_write()
    {
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE got (a UInt8) ENGINE = Memory");

        using var reply = await engine.Writer.Http.GetAsync("/?query=INSERT+INTO+got+VALUES+(1)");

        Assert.Equal("164", reply.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
    }

    private static ByteArrayContent Gzip(byte[] bytes)
    {
        var content = new ByteArrayContent(Compressed.Compress("gzip", bytes));
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
