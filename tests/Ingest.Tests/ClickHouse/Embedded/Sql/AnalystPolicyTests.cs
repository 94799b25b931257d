using System.Text;
using Ingest.ClickHouse.Embedded.Sql;

namespace Ingest.Tests.ClickHouse.Embedded.Sql;

/// <summary>Where the list of tables is <c>v_pa_*</c>, nothing else is named, whatever the way; and what names nothing else passes.</summary>
public sealed class AnalystPolicyTests
{
    private static readonly (string, string)[] Tables =
    [
        ("ingest", "v_pa_events"), ("ingest", "v_pa_visits"), ("ingest", "fact_event"), ("ingest", "view_traffic"), ("ingest", "a`b"), ("ingest", "it's"),
        ("other", "visits"), ("other", "v_pa_notes"), ("default", "own"),
    ];

    [Theory]
    [InlineData("SELECT * FROM fact_event")]
    [InlineData("SELECT * FROM ingest.fact_event")]
    [InlineData("SELECT * FROM ingest . /* c */ fact_event FINAL")]
    [InlineData("SELECT * FROM `fact_event`")]
    [InlineData("SELECT * FROM \"ingest\".\"fact_event\" AS v_pa_events")]
    [InlineData("SELECT * FROM 'fact_event'")]
    [InlineData("SELECT * FROM/**/'fact_event'")]
    [InlineData("FROM 'fact_event' SELECT *")]
    [InlineData("SELECT * FROM v_pa_events, 'fact_event'")]
    [InlineData("SELECT * FROM (v_pa_events AS a, 'fact_event')")]
    [InlineData("SELECT * FROM ((v_pa_events AS a, 'fact_event'), v_pa_visits)")]
    [InlineData("SELECT * FROM v_pa_events AS select, 'fact_event' AS b")]
    [InlineData("SELECT * FROM f(1, (2)), 'fact_event'")]
    [InlineData("SELECT * FROM v_pa_events GLOBAL ANY LEFT JOIN 'fact_event' USING site_id")]
    [InlineData("SELECT * FROM `fact\\x5fevent`")]
    [InlineData("SELECT * FROM 'fact\\x5fevent'")]
    [InlineData("SELECT * FROM `a``b`")]
    [InlineData("SELECT * FROM 'it''s'")]
    [InlineData("SELECT * FROM v_pa_events JOIN fact_event USING site_id")]
    [InlineData("SELECT * FROM v_pa_events WHERE site_id IN fact_event")]
    [InlineData("SELECT in(1, fact_event)")]
    [InlineData("SELECT (SELECT max(event_time) FROM fact_event)")]
    [InlineData("WITH x AS (SELECT * FROM fact_event) SELECT * FROM x")]
    [InlineData("WITH fact_event AS (SELECT 1) SELECT * FROM fact_event")]
    [InlineData("SELECT * FROM v_pa_events UNION ALL SELECT * FROM fact_event")]
    [InlineData("SELECT * FROM view(SELECT * FROM fact_event)")]
    [InlineData("SELECT * FROM viewIfPermitted(SELECT * FROM fact_event ELSE null('a UInt8'))")]
    [InlineData("SELECT * FROM view_traffic(site = '1', since = 0)")]
    [InlineData("SELECT * FROM other.visits")]
    [InlineData("SELECT * FROM default.own")]
    [InlineData("DESCRIBE fact_event")]
    [InlineData("DESC TABLE 'fact_event'")]
    [InlineData("EXISTS TABLE ingest.fact_event")]
    [InlineData("SHOW CREATE TABLE fact_event")]
    [InlineData("SHOW CREATE VIEW view_traffic")]
    [InlineData("SHOW COLUMNS FROM visits FROM other")]
    [InlineData("SHOW INDEX FROM fact_event")]
    [InlineData("EXPLAIN SELECT * FROM fact_event")]
    [InlineData("EXPLAIN ESTIMATE SELECT * FROM 'fact_event'")]
    [InlineData("SELECT * FROM merge('ingest', '^fact')")]
    [InlineData("SELECT * FROM Merge('^fact')")]
    [InlineData("SELECT * FROM `merge`(REGEXP('.*'), '^fact')")]
    [InlineData("SELECT * FROM loop('ingest', 'fact_event')")]
    [InlineData("SELECT * FROM dictionary('d')")]
    [InlineData("SELECT dictGetUInt64('d', 'a', 1)")]
    [InlineData("SELECT dictHas('d', 1)")]
    [InlineData("SELECT joinGet('j', 'a', 1)")]
    [InlineData("SELECT hasColumnInTable('ingest', concat('fact', '_event'), 'site_id')")]
    [InlineData("SELECT * FROM mergeTreeIndex(currentDatabase(), concat('fact', '_event'))")]
    [InlineData("SELECT * FROM {t:Identifier}", "fact_event")]
    [InlineData("SELECT * FROM { t : Identifier }.{u:Identifier}", "other", "visits")]
    public void What_the_list_does_not_have_is_refused(string sql, params string[] parameters)
    {
        var fault = Check(sql, "ingest", parameters);

        Assert.True(fault is { Code: 497 }, sql);
        Assert.Contains("ClickHouse:ReaderTables", fault!.Message, StringComparison.Ordinal);
        Assert.Contains("v_pa_*", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT count() FROM v_pa_events")]
    [InlineData("SELECT * FROM ingest.`v_pa_events` AS e JOIN \"v_pa_visits\" AS v ON e.visit_id = v.visit_id, 'v_pa_visits' AS w")]
    [InlineData("SELECT * FROM other.v_pa_notes")]
    [InlineData("WITH x AS (SELECT * FROM v_pa_events) SELECT * FROM x WHERE visit_id IN (SELECT visit_id FROM v_pa_visits)")]
    [InlineData("SELECT * FROM v_pa_events -- not fact_event\n /* nor fact_event */ FORMAT JSONEachRow")]
    [InlineData("SELECT count() AS visits FROM v_pa_visits")]
    [InlineData("SELECT v.visits FROM (SELECT 1 AS visits) AS v")]
    [InlineData("SELECT count() FROM v_pa_events WHERE event_name = 'fact_event' OR event_name IN ('a', 'fact_event')")]
    [InlineData("SELECT 'a', 'fact_event' FROM v_pa_events")]
    [InlineData("SELECT replaceAll(url_path, 'x', 'fact_event') FROM v_pa_events WHERE startsWith(url_path, 'fact_event')")]
    [InlineData("SELECT 'it\\'s' FROM v_pa_events")]
    [InlineData("SELECT * FROM v_pa_events WHERE site_id = {site:UUID}", "fact_event")]
    [InlineData("SELECT * FROM v_pa_events ORDER BY {order:Identifier}", "event_time")]
    [InlineData("SELECT name FROM system.tables WHERE database = 'ingest'")]
    [InlineData("SHOW TABLES LIKE 'fact_event'")]
    [InlineData("SHOW TABLES FROM other")]
    [InlineData("DESCRIBE v_pa_events")]
    [InlineData("SHOW CREATE v_pa_events")]
    [InlineData("SELECT * FROM numbers(3) AS n, values('a UInt8', 1)")]
    [InlineData("SELECT merge FROM (SELECT 1 AS merge)")]
    [InlineData("SELECT trim(BOTH '/' FROM url_path) FROM v_pa_events")]
    public void An_honest_query_passes(string sql, params string[] parameters) => Assert.Null(Check(sql, "ingest", parameters));

    [Fact]
    public void A_table_is_known_by_its_name_alone_in_its_own_database()
    {
        Assert.NotNull(Check("SELECT * FROM own", "default"));
        Assert.Null(Check("SELECT own FROM (SELECT 1 AS own)", "ingest"));
    }

    [Fact]
    public void The_refusal_names_the_table_the_setting_and_what_to_do() => Assert.Equal(
        "default: Not enough privileges. The table ingest.fact_event is hidden: the setting ClickHouse:ReaderTables (--analyst-tables) lets this user name v_pa_* alone. "
        + "Query one of these, or list it there; a column, an alias or a WITH of that name needs another name. (ACCESS_DENIED)",
        Check("SELECT * FROM fact_event", "ingest")?.Message);

    [Fact]
    public void Names_are_compared_as_they_are_written_and_a_star_is_any_text()
    {
        var tables = new HiddenTables([("d", "V_PA_X"), ("d", "v_pa"), ("d", "my_v_pa_"), ("d", "v_pa_x"), ("d", "notes_2026_de"), ("d", "notes_2026")], ["v_pa_*", "notes_*_de"]);

        Assert.All(["V_PA_X", "v_pa", "my_v_pa_", "notes_2026"], name => Assert.Equal($"d.{name}", tables.Find(new HashSet<string> { name }, "d")));
        Assert.All(["v_pa_x", "notes_2026_de"], name => Assert.Null(tables.Find(new HashSet<string> { name }, "d")));
    }

    private static SqlFault? Check(string sql, string database, params string[] parameters)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        return AnalystPolicy.Check(text, SqlStatement.Parse(text), new NameScope(new HiddenTables(Tables, ["v_pa_*"]), database, parameters));
    }
}
