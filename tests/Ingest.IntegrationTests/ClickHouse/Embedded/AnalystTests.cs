using System.Net;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>The user without a password reads the tables and nothing else, in bounds.</summary>
[Collection(EngineCollection.Name)]
public sealed class AnalystTests(EmbeddedEngine engine)
{
    [Theory]
    [InlineData("SELECT file('/etc/passwd')")]
    [InlineData("SELECT FILE /* c */ ('/etc/passwd')")]
    [InlineData("SELECT `file`('/etc/passwd')")]
    [InlineData("SELECT \"fil\\x65\"('/etc/passwd')")]
    [InlineData("SELECT * APPLY(file) FROM (SELECT '/etc/passwd')")]
    [InlineData("SELECT * APPLY file FROM (SELECT '/etc/passwd')")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'LineAsString')")]
    [InlineData("SELECT * FROM `/etc/passwd`")]
    [InlineData("SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')")]
    [InlineData("SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'LineAsString')")]
    [InlineData("SELECT * FROM remote('127.0.0.1:1', system.one)")]
    [InlineData("SELECT * FROM executable('id', 'TSV', 's String')")]
    [InlineData("SELECT * FROM icebergLocal('/tmp/x')")]
    [InlineData("SELECT * FROM filesystem('/etc')")]
    [InlineData("EXISTS TABLE `/etc/passwd`")]
    [InlineData("EXISTS TABLE default.\"..\"")]
    [InlineData("DESCRIBE TABLE `\\x2fetc\\x2fpasswd`")]
    [InlineData("SELECT catboostEvaluate('/etc/passwd', 1)")]
    public async Task Reaching_outside_the_tables_is_refused(string sql)
    {
        var (status, code, _) = await engine.Analyst.FailAsync(sql);

        Assert.Equal((HttpStatusCode.Forbidden, 497), (status, code));
    }

    [Theory]
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/out'")]
    [InlineData("SELECT 1 INTO /* c */ OUTFILE '/tmp/out' TRUNCATE")]
    [InlineData("SELECT 1 into -- c\n outfile '/tmp/out' APPEND FORMAT TSV")]
    [InlineData("SELECT 1 INTO # c\n OUTFILE $x$/tmp/out$x$")]
    [InlineData("EXPLAIN SELECT 1 INTO OUTFILE '/tmp/out'")]
    public async Task Writing_a_file_is_refused(string sql)
    {
        var (_, code, message) = await engine.Analyst.FailAsync(sql);

        Assert.True(code == 358, message);
    }

    [Theory]
    [InlineData("INSERT INTO own VALUES (1)")]
    [InlineData("INSERT INTO own SELECT 1")]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO own SELECT * FROM x")]
    [InlineData("CREATE TABLE t (a UInt8) ENGINE = Memory")]
    [InlineData("CREATE TEMPORARY TABLE t (a UInt8)")]
    [InlineData("DROP TABLE own")]
    [InlineData("ALTER TABLE own DELETE WHERE 1")]
    [InlineData("TRUNCATE TABLE own")]
    [InlineData("OPTIMIZE TABLE own")]
    [InlineData("ATTACH TABLE own")]
    [InlineData("SYSTEM STOP MERGES")]
    [InlineData("SET max_memory_usage = 0")]
    [InlineData("SET readonly = 0")]
    [InlineData("USE system")]
    [InlineData("KILL QUERY WHERE 1 SYNC")]
    [InlineData("SELECT 1 SETTINGS max_execution_time = 0")]
    [InlineData("SELECT 1 SETTINGS readonly = 0")]
    [InlineData("BACKUP TABLE own TO File('/tmp/b')")]
    [InlineData("GRANT ALL ON *.* TO default")]
    public async Task Changing_anything_is_refused(string sql)
    {
        await engine.Writer.QueryAsync("CREATE TABLE IF NOT EXISTS own (a UInt8) ENGINE = MergeTree ORDER BY a");

        var (_, code, message) = await engine.Analyst.FailAsync(sql);

        Assert.True(code == 164, message);
        Assert.Equal("0", await engine.Writer.QueryAsync("SELECT count() FROM own"));
    }

    [Theory]
    [InlineData("SELECT 1; DROP TABLE own")]
    [InlineData("SELECT 1;; SELECT 2")]
    [InlineData("SELECT '/*'; DROP TABLE own -- */'")]
    [InlineData("SELECT $a$;$a$; SELECT 2")]
    [InlineData("SELECT 'it''s \\'; '; SELECT 2")]
    public async Task A_second_statement_is_refused(string sql)
    {
        var (status, code, _) = await engine.Analyst.FailAsync(sql);

        Assert.Equal((HttpStatusCode.BadRequest, 62), (status, code));
    }

    [Theory]
    [InlineData("file('/etc/passwd')")]
    [InlineData("1 + 1")]
    [InlineData("SELECT ‘a’; DROP TABLE own")]
    [InlineData("SELECT $a b$ ' $a b$, file('/etc/passwd')")]
    public async Task What_versions_of_the_engine_read_differently_is_refused(string sql)
    {
        var (status, code, _) = await engine.Analyst.FailAsync(sql);

        Assert.Equal((HttpStatusCode.BadRequest, 62), (status, code));
    }

    [Theory]
    [InlineData("SELECT 1;", "1")]
    [InlineData("SELECT 1; -- done", "1")]
    [InlineData("SELECT 'INTO OUTFILE; file(1)'", "INTO OUTFILE; file(1)")]
    [InlineData("SELECT url FROM (SELECT 1 AS url) WHERE (url) = 1", "1")]
    [InlineData("SELECT /* INTO OUTFILE ; */ 2", "2")]
    [InlineData("SELECT $x$;$x$", ";")]
    [InlineData("WITH 3 AS format SELECT format", "3")]
    [InlineData("FROM numbers(1) SELECT number", "0")]
    [InlineData("(SELECT 4)", "4")]
    [InlineData("SELECT `a;b` FROM (SELECT 5 AS `a;b`)", "5")]
    public async Task Ordinary_queries_pass(string sql, string expected) =>
        Assert.Equal(expected, await engine.Analyst.QueryAsync(sql));

    [Theory]
    [InlineData("max_execution_time=0")]
    [InlineData("max_execution_time=1000000")]
    [InlineData("max_memory_usage=100000000000000")]
    [InlineData("max_result_rows=0")]
    [InlineData("allow_ddl=1")]
    [InlineData("format_schema=/etc/passwd")]
    [InlineData("log_queries=0")]
    public async Task A_setting_in_the_url_does_not_loosen_a_limit(string setting)
    {
        var (_, code, message) = await engine.Analyst.FailAsync("SELECT 1", setting);

        Assert.True(code == 164, message);
    }

    [Fact]
    public async Task Limits_hold_on_time_memory_and_rows()
    {
        var time = await engine.Analyst.FailAsync("SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1", "max_execution_time=1");
        var memory = await engine.Analyst.FailAsync("SELECT groupArray(number) FROM numbers(1000000000)");
        var rows = await engine.Analyst.FailAsync("SELECT number FROM numbers(100)", "max_result_rows=10");

        Assert.Equal((HttpStatusCode.RequestTimeout, 159), (time.Status, time.Code));
        Assert.Equal(241, memory.Code);
        Assert.Equal(396, rows.Code);
    }
}
