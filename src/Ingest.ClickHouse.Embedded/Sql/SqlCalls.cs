using System.Text;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>Finds the functions that a statement calls, by name before a parenthesis or behind <c>APPLY</c>.</summary>
internal static class SqlCalls
{
    /// <returns>The first called name that is refused, or null. A quoted name with an escape in it is refused, as it may spell anything.</returns>
    public static string? Refuse(ReadOnlySpan<byte> sql, Func<string, bool> isRefused)
    {
        var tokens = new SqlTokenizer(sql);
        var previous = default(SqlToken);
        var afterApply = false;
        for (var token = tokens.Next(); token.Kind is not (SqlTokenKind.End or SqlTokenKind.Fault); token = tokens.Next())
        {
            var call = SqlStatement.IsSymbol(sql, token, '(');
            var name = call ? NameOf(sql, previous) : afterApply ? NameOf(sql, token) : null;
            if (name is not null && (name.Contains('\\', StringComparison.Ordinal) || isRefused(name)))
                return name;
            afterApply = SqlStatement.IsWord(sql, token, "APPLY"u8) || (afterApply && call);
            previous = token;
        }

        return null;
    }

    private static string? NameOf(ReadOnlySpan<byte> sql, SqlToken token) =>
        token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted ? Encoding.UTF8.GetString(sql[token.Start..token.End]).Trim('`', '"') : null;
}
