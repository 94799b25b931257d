using System.Text;
using Ingest.ClickHouse.Embedded.Sql;

namespace Ingest.Tests.ClickHouse.Embedded.Sql;

public sealed class SqlStatementTests
{
    [Theory]
    [InlineData("SELECT 1", "Select", null, "SELECT 1")]
    [InlineData("SELECT 1 FORMAT JSON", "Select", "JSON", "SELECT 1 ")]
    [InlineData("select 1 format TSV settings max_threads = 1; -- c", "Select", "TSV", "select 1 ")]
    [InlineData("SELECT 1 SETTINGS a = 1 FORMAT CSV", "Select", "CSV", "SELECT 1 SETTINGS a = 1 ")]
    [InlineData("SELECT 1 AS format", "Select", null, "SELECT 1 AS format")]
    [InlineData("SELECT format FROM t", "Select", null, "SELECT format FROM t")]
    [InlineData("SELECT (SELECT 1 FORMAT x)", "Select", null, "SELECT (SELECT 1 FORMAT x)")]
    [InlineData("((SELECT 1)) UNION ALL SELECT 2", "Select", null, "((SELECT 1)) UNION ALL SELECT 2")]
    [InlineData("WITH a AS (SELECT 1) SELECT * FROM a -- end", "Select", null, "WITH a AS (SELECT 1) SELECT * FROM a")]
    [InlineData("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "Other", null, "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a")]
    [InlineData("SHOW TABLES FORMAT JSON", "Other", "JSON", "SHOW TABLES ")]
    [InlineData("INSERT INTO t SELECT 1 FORMAT TSV", "Other", "TSV", "INSERT INTO t SELECT 1 ")]
    public void Finds_the_format_clause(string sql, string kind, string? format, string head)
    {
        var statement = SqlStatement.Parse(Encoding.UTF8.GetBytes(sql));

        Assert.Null(statement.Fault);
        Assert.Equal((kind, format, head), (statement.Kind.ToString(), statement.Format, sql[..statement.ClauseStart]));
    }

    [Theory]
    [InlineData("INSERT INTO t FORMAT Native\nDATA", "INSERT INTO t ", "", "Native", "DATA")]
    [InlineData("insert into t format TSV \t\r\n\n x", "insert into t ", "", "TSV", "\n x")]
    [InlineData("INSERT INTO t (a, b) SETTINGS x = 'FORMAT', y = 2 FORMAT CSV 1,2", "INSERT INTO t (a, b) ", " x = 'FORMAT', y = 2 ", "CSV", "1,2")]
    [InlineData("INSERT INTO t(values, format)VALUES(1);DROP", "INSERT INTO t(values, format)", "", "Values", "(1);DROP")]
    [InlineData("INSERT INTO `values` /* FORMAT x */ VALUES\n(1)", "INSERT INTO `values` /* FORMAT x */ ", "", "Values", "\n(1)")]
    [InlineData("INSERT INTO FUNCTION null('FORMAT a') FORMAT RowBinary\n\n;", "INSERT INTO FUNCTION null('FORMAT a') ", "", "RowBinary", "\n;")]
    public void Finds_the_rows_of_an_insert(string sql, string head, string settings, string format, string rows)
    {
        var insert = SqlStatement.Parse(Encoding.UTF8.GetBytes(sql));

        Assert.Equal(SqlStatementKind.InsertRows, insert.Kind);
        Assert.Equal((head, settings, format, rows), (sql[..insert.ClauseStart], sql[insert.Settings], insert.Format, sql[insert.RowsStart..]));
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2", 62)]
    [InlineData("SELECT 1 INTO OUTFILE 'x'", 358)]
    [InlineData("INSERT INTO t FROM INFILE 'x' FORMAT CSV", 344)]
    [InlineData("SELECT 'open", 62)]
    public void Refuses_files_and_second_statements(string sql, int code) =>
        Assert.Equal(code, SqlStatement.Parse(Encoding.UTF8.GetBytes(sql)).Fault?.Code);
}
