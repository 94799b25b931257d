using System.Net;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>The rows of an insert are data, whatever bytes they hold.</summary>
public sealed class InsertTests(EmbeddedEngine engine) : IClassFixture<EmbeddedEngine>
{
    [Fact]
    public async Task Bytes_behind_a_blank_line_stay_data()
    {
        await engine.Writer.QueryAsync("CREATE TABLE victim (a UInt8) ENGINE = MergeTree ORDER BY a");
        await engine.Writer.QueryAsync("CREATE TABLE blank (s String) ENGINE = MergeTree ORDER BY s");
        const string Hostile = "one\n\nDROP TABLE victim\n\n;DROP TABLE victim;";

        var rows = new List<byte> { (byte)Hostile.Length };
        rows.AddRange(System.Text.Encoding.ASCII.GetBytes(Hostile));
        using var reply = await engine.Writer.InsertAsync("INSERT INTO blank FORMAT RowBinary", [.. rows]);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(Hostile.Replace("\n", "\\n"), await engine.Writer.QueryAsync("SELECT s FROM blank"));
        Assert.Equal("1", await engine.Writer.QueryAsync("EXISTS TABLE victim"));
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x0A)]
    [InlineData(0x09)]
    [InlineData(0x0C)]
    [InlineData(0x0D)]
    public async Task A_first_byte_that_looks_like_a_blank_survives(byte first)
    {
        await engine.Writer.QueryAsync("CREATE TABLE IF NOT EXISTS firsts (a UInt8) ENGINE = Memory");
        await engine.Writer.QueryAsync("TRUNCATE TABLE firsts");

        using var reply = await engine.Writer.InsertAsync("INSERT INTO firsts FORMAT RowBinary", [first, 7]);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal($"{first}\n7", await engine.Writer.QueryAsync("SELECT a FROM firsts"));
    }
}
