using System.Net;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>An engine whose user without a password may name <c>v_pa_*</c> alone.</summary>
public sealed class AnalystTablesTests(AnalystTablesTests.NarrowEngine engine) : IClassFixture<AnalystTablesTests.NarrowEngine>
{
    // Table functions that name no table but those whose names or queries stand in the statement as SQL.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "SQLStandardValues", "values", "null", "view", "viewExplain", "viewIfPermitted", "numbers", "numbers_mt", "zeros", "zeros_mt", "primes", "generateSeries",
        "generate_series", "generateRandom", "format", "fuzzQuery", "fuzzJSON", "arrowstream",
    };

    private const string Database = "database=ingest";
    private const int Soups = 3000;

    private static readonly string[] Pieces =
    [
        "'fact_event'", "'fact_event' ", "'fact\\x5fevent'", "`fact\\x5fevent`", "$$fact_event$$", "ingest.'fact_event'", "v_pa_events", "'v_pa_events'", "numbers(1)", "(SELECT 1)",
        ",", ",", "(", ")", " AS select", " AS from", " x", " y", " JOIN ", " CROSS JOIN ", " LEFT JOIN ", " ON 1", " USING a", " FINAL", " WHERE 1", " SELECT a", " FROM ", " LIMIT 1",
        " ARRAY JOIN ", "[1]", " UNION ALL ", " IN ", "*", "/* c */", "--\n", "-- ", "'a'", "a", "1", "$$", "'", "view(SELECT * FROM ", " TABLE ", " EXCEPT ", " SETTINGS max_threads = 1",
    ];

    [Theory]
    [InlineData("SELECT * FROM fact_event")]
    [InlineData("SELECT * FROM ingest.fact_event")]
    [InlineData("SELECT * FROM 'fact_event'")]
    [InlineData("SELECT * FROM v_pa_events AS select, 'fact_event' AS f")]
    [InlineData("SELECT * FROM (v_pa_events, 'fact_event')")]
    [InlineData("SELECT * FROM \"fact\\x5fevent\"")]
    [InlineData("SELECT * FROM {t:Identifier}")]
    [InlineData("SELECT * FROM merge('ingest', 'fact_.*')")]
    [InlineData("SELECT * FROM mergeTreeIndex('ingest', 'fact_event')")]
    [InlineData("DESCRIBE fact_event")]
    [InlineData("DESCRIBE 'fact_event'")]
    [InlineData("EXISTS fact_event")]
    [InlineData("SHOW CREATE fact_event")]
    [InlineData("EXPLAIN ESTIMATE SELECT * FROM fact_event")]
    public async Task A_table_beside_the_list_is_refused(string sql)
    {
        await CreateAsync();

        var (status, code, message) = await engine.Analyst.FailAsync(sql, $"{Database}&param_t=fact_event");

        Assert.True((status, code) == (HttpStatusCode.Forbidden, 497), message);
        Assert.Contains("ClickHouse:ReaderTables", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT sum(a) FROM v_pa_events", "7")]
    [InlineData("WITH x AS (SELECT a FROM ingest.v_pa_events) SELECT count() FROM x JOIN 'v_pa_events' AS e USING a", "1")]
    [InlineData("SELECT a FROM v_pa_above(least = 7)", "42")]
    [InlineData("SELECT count() FROM system.tables WHERE name = 'fact_event'", "1")]
    [InlineData("SHOW TABLES LIKE 'fact_%'", "fact_event")]
    [InlineData("EXISTS v_pa_events", "1")]
    [InlineData("SELECT 'fact_event' AS fact FROM {t:Identifier}", "fact_event")]
    public async Task A_view_of_the_list_reads_what_is_beside_it(string sql, string expected)
    {
        await CreateAsync();

        Assert.Equal(expected, await engine.Analyst.QueryAsync(sql, $"{Database}&param_t=v_pa_events"));
    }

    [Fact]
    public async Task A_table_is_hidden_as_soon_as_it_is_there_and_free_as_soon_as_it_is_renamed()
    {
        await CreateAsync();
        Assert.Equal(60, (await engine.Analyst.FailAsync("SELECT * FROM fresh", Database)).Code);

        await engine.Writer.QueryAsync("CREATE TABLE ingest.fresh (a UInt8) ENGINE = MergeTree ORDER BY a");
        Assert.Equal(497, (await engine.Analyst.FailAsync("SELECT * FROM fresh", Database)).Code);

        await engine.Writer.QueryAsync("RENAME TABLE ingest.fresh TO ingest.v_pa_fresh");
        Assert.Equal("0", await engine.Analyst.QueryAsync("SELECT count() FROM v_pa_fresh", Database));
        Assert.Equal("1", await engine.Analyst.QueryAsync("SELECT 1 AS fresh", Database));
        await engine.Writer.QueryAsync("DROP TABLE ingest.v_pa_fresh");
    }

    [Fact]
    public async Task Who_has_the_writers_password_reads_every_table_and_changes_none()
    {
        await CreateAsync();
        using var reader = new EngineClient(engine.Endpoint, "default", engine.WriterPassword);

        Assert.Equal("42", await reader.QueryAsync("SELECT a FROM fact_event", Database));
        Assert.Equal(164, (await reader.FailAsync("DROP TABLE fact_event", Database)).Code);
        Assert.Equal(497, (await reader.FailAsync("SELECT file('/etc/passwd')")).Code);
        Assert.Equal(164, (await reader.FailAsync("SELECT 1", "max_execution_time=0")).Code);
        using var stranger = new EngineClient(engine.Endpoint, "default", "guessed");
        Assert.Equal(516, (await stranger.FailAsync("SELECT 1")).Code);
    }

    [Fact]
    public async Task No_soup_of_clauses_reads_a_table_beside_the_list()
    {
        await CreateAsync();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var ran = 0;
        for (var i = 0; i < Soups; i++)
        {
            var sql = "SELECT * FROM " + (random.Next(3) == 0 ? "" : "v_pa_events AS v") + string.Concat(random.GetItems(Pieces, random.Next(1, 7)));
            using var reply = await engine.Analyst.SendAsync(sql, Database + "&max_execution_time=5");
            ran += reply.IsSuccessStatusCode ? 1 : 0;
            Assert.False(reply.IsSuccessStatusCode && (await reply.Content.ReadAsStringAsync()).Contains("42", StringComparison.Ordinal), $"seed {seed}: {sql}");
        }

        Assert.True(ran > Soups / 100, $"only {ran} soups were valid SQL: the test shows little");
    }

    // A new version of the engine may bring others: each is to be looked at, and its name goes into AnalystPolicy or above.
    [Fact]
    public async Task Every_table_function_of_the_engine_is_refused_or_known_to_name_no_table()
    {
        var functions = (await engine.Writer.QueryAsync("SELECT name FROM system.table_functions")).Split('\n');

        foreach (var function in functions.Where(name => !Harmless.Contains(name)))
        {
            var (_, code, message) = await engine.Analyst.FailAsync($"SELECT * FROM {function}()");
            Assert.True(code == 497, $"{function}: {message}");
        }

        Assert.True(functions.Length > Harmless.Count);
    }

    private async Task CreateAsync()
    {
        if (await engine.Writer.QueryAsync("EXISTS DATABASE ingest") == "1")
            return;
        await engine.Writer.QueryAsync("CREATE DATABASE ingest");
        await engine.Writer.QueryAsync("CREATE TABLE ingest.fact_event (a UInt8) ENGINE = MergeTree ORDER BY a");
        await engine.Writer.QueryAsync("INSERT INTO ingest.fact_event VALUES (42)");
        await engine.Writer.QueryAsync("CREATE VIEW ingest.v_pa_events AS SELECT toUInt8(a - 35) AS a FROM ingest.fact_event");
        await engine.Writer.QueryAsync("CREATE VIEW ingest.v_pa_above AS SELECT * FROM ingest.fact_event WHERE a > {least:UInt8}");
    }

    /// <summary>The engine, confined to the views that analysts are to keep to.</summary>
    public sealed class NarrowEngine : EmbeddedEngine
    {
        protected override string[] Arguments => ["--analyst-tables", "v_pa_*"];
    }
}
