using System.Text;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>Reads a statement that carries no rows: finds its <c>FORMAT</c> clause and its end, and refuses files and second statements.</summary>
internal static class SqlQueryReader
{
    public static SqlStatement Read(ReadOnlySpan<byte> sql, string verb)
    {
        var tokens = new List<SqlToken>();
        if (ReadTokens(sql, tokens) is { } fault)
            return new SqlStatement { Kind = SqlStatementKind.Other, Verb = verb, Fault = fault };

        if (verb == "WITH" && HasInsert(sql, tokens))
            verb = "INSERT";
        var end = tokens.Count == 0 ? 0 : tokens[^1].End;
        var clause = FindFormat(sql, tokens);
        return new SqlStatement
        {
            Kind = verb is "SELECT" or "WITH" or "FROM" ? SqlStatementKind.Select : SqlStatementKind.Other,
            Verb = verb,
            Format = clause < 0 ? null : Encoding.ASCII.GetString(sql[tokens[clause + 1].Start..tokens[clause + 1].End]),
            End = end,
            ClauseStart = clause < 0 ? end : tokens[clause].Start,
        };
    }

    private static SqlFault? ReadTokens(ReadOnlySpan<byte> sql, List<SqlToken> tokens)
    {
        var source = new SqlTokenizer(sql);
        var closed = false;
        for (var token = source.Next(); token.Kind != SqlTokenKind.End; token = source.Next())
        {
            if (FaultOf(sql, token, closed) is { } fault)
                return fault;
            if (SqlStatement.IsSymbol(sql, token, ';'))
                closed = true;
            else
                tokens.Add(token);
        }

        return null;
    }

    // WITH x AS (…) INSERT INTO …
    private static bool HasInsert(ReadOnlySpan<byte> sql, List<SqlToken> tokens)
    {
        var depth = 0;
        foreach (var token in tokens)
        {
            depth += SqlStatement.IsSymbol(sql, token, '(') ? 1 : SqlStatement.IsSymbol(sql, token, ')') ? -1 : 0;
            if (depth == 0 && SqlStatement.IsWord(sql, token, "INSERT"u8))
                return true;
        }

        return false;
    }

    // FORMAT x is the clause only when nothing but SETTINGS … follows; elsewhere the word is an ordinary name.
    private static int FindFormat(ReadOnlySpan<byte> sql, List<SqlToken> tokens)
    {
        for (var i = tokens.Count - 2; i > 0; i--)
        {
            if (SqlStatement.IsSymbol(sql, tokens[i], ')'))
                return -1;
            if (SqlStatement.IsWord(sql, tokens[i], "FORMAT"u8)
                && tokens[i + 1].Kind == SqlTokenKind.Word
                && (i + 2 == tokens.Count || SqlStatement.IsWord(sql, tokens[i + 2], "SETTINGS"u8)))
            {
                return i;
            }
        }

        return -1;
    }

    private static SqlFault? FaultOf(ReadOnlySpan<byte> sql, SqlToken token, bool closed)
    {
        if (token.Kind == SqlTokenKind.Fault)
            return new SqlFault(62, $"Syntax error: unrecognized token at position {token.Start + 1}. (SYNTAX_ERROR)");
        if (closed && !SqlStatement.IsSymbol(sql, token, ';'))
            return new SqlFault(62, "Syntax error (Multi-statements are not allowed). (SYNTAX_ERROR)");
        if (SqlStatement.IsWord(sql, token, "OUTFILE"u8))
            return new SqlFault(358, "INTO OUTFILE is not allowed. (INTO_OUTFILE_NOT_ALLOWED)");
        if (SqlStatement.IsWord(sql, token, "INFILE"u8))
            return new SqlFault(344, "FROM INFILE is not allowed: send the rows in the body. (SUPPORT_IS_DISABLED)");
        return null;
    }
}
