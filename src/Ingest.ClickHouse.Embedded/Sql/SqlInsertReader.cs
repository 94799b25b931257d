using System.Text;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>Reads <c>INSERT INTO … [SETTINGS …] FORMAT X</c> or <c>VALUES</c> up to the first byte of its rows.</summary>
internal static class SqlInsertReader
{
    /// <returns>False for an insert without rows behind it (<c>INSERT … SELECT</c>).</returns>
    public static bool TryRead(ReadOnlySpan<byte> sql, SqlTokenizer tokens, out SqlStatement insert)
    {
        var depth = 0;
        var settings = new SqlToken(SqlTokenKind.End, -1, -1);
        insert = null!;
        while (true)
        {
            var token = tokens.Next();
            if (token.Kind is SqlTokenKind.End or SqlTokenKind.Fault || SqlStatement.IsSymbol(sql, token, ';'))
                return false;
            if (SqlStatement.IsSymbol(sql, token, '('))
                depth++;
            else if (SqlStatement.IsSymbol(sql, token, ')'))
                depth--;
            else if (depth > 0)
                continue;
            else if (SqlStatement.IsWord(sql, token, "SELECT"u8) || SqlStatement.IsWord(sql, token, "INFILE"u8))
                return false;
            else if (SqlStatement.IsWord(sql, token, "SETTINGS"u8))
                settings = token;
            else if (SqlStatement.IsWord(sql, token, "VALUES"u8))
                return Rows(sql, settings, token, "Values", token.End, out insert);
            else if (SqlStatement.IsWord(sql, token, "FORMAT"u8) && tokens.Next() is { Kind: SqlTokenKind.Word } name)
                return Rows(sql, settings, token, Encoding.ASCII.GetString(sql[name.Start..name.End]), SkipToRows(sql, name.End), out insert);
        }
    }

    private static bool Rows(ReadOnlySpan<byte> sql, SqlToken settings, SqlToken clause, string format, int rowsStart, out SqlStatement insert)
    {
        var hasSettings = settings.Start >= 0;
        insert = new SqlStatement
        {
            Kind = SqlStatementKind.InsertRows,
            Verb = "INSERT",
            Format = format,
            End = clause.Start,
            ClauseStart = hasSettings ? settings.Start : clause.Start,
            Settings = hasSettings ? settings.End..clause.Start : default,
            RowsStart = Math.Min(rowsStart, sql.Length),
        };
        return true;
    }

    // As ClickHouse does: blanks, then at most one line break, stand between the name of the format and the first byte of data.
    private static int SkipToRows(ReadOnlySpan<byte> sql, int at)
    {
        while (at < sql.Length && (sql[at] is (byte)' ' or (byte)'\t' or (byte)'\f'))
            at++;
        if (at < sql.Length && sql[at] == '\r')
            at++;
        if (at < sql.Length && sql[at] == '\n')
            at++;
        return at;
    }
}
