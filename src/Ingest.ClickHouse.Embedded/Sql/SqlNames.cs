using System.Text;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>Finds whatever in a statement may be the name of a table: every word, every quoted name, and texts where a table may stand (<c>FROM 'name'</c>).</summary>
internal static class SqlNames
{
    /// <returns>The names without their quotes. A backslash in one is as it was written: it may spell anything.</returns>
    public static HashSet<string> Read(ReadOnlySpan<byte> sql)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tokens = new SqlTokenizer(sql);

        // FROM is never taken back on a level, not even by SELECT: as an alias that is an ordinary name.
        var levels = new Stack<bool>();
        var from = false;
        var leads = false;
        for (var token = tokens.Next(); token.Kind is not (SqlTokenKind.End or SqlTokenKind.Fault); token = tokens.Next())
        {
            if (token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted || (leads && token.Kind == SqlTokenKind.Text))
                names.Add(NameOf(sql, token));

            var lead = IsLead(sql, token);
            if (SqlStatement.IsSymbol(sql, token, '('))
            {
                // FROM (a, 'b')
                levels.Push(from);
                from = leads;
                lead = leads;
            }
            else if (SqlStatement.IsSymbol(sql, token, ')'))
            {
                from = levels.TryPop(out var outer) && outer;
            }

            from |= lead;
            leads = lead || (from && SqlStatement.IsSymbol(sql, token, ','));
        }

        return names;
    }

    // A table stands behind these, and behind a comma where one of them came before on the same level of parentheses.
    private static bool IsLead(ReadOnlySpan<byte> sql, SqlToken token) =>
        SqlStatement.IsWord(sql, token, "FROM"u8) || SqlStatement.IsWord(sql, token, "JOIN"u8) || SqlStatement.IsWord(sql, token, "TABLE"u8)
        || SqlStatement.IsWord(sql, token, "DESCRIBE"u8) || SqlStatement.IsWord(sql, token, "DESC"u8);

    private static string NameOf(ReadOnlySpan<byte> sql, SqlToken token)
    {
        var text = Encoding.UTF8.GetString(sql[token.Start..token.End]);
        if (token.Kind == SqlTokenKind.Word || text[0] == '$')
            return text;
        var quote = text[..1];
        return text[1..^1].Replace(quote + quote, quote, StringComparison.Ordinal);
    }
}
