using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.ClickHouse.Embedded.Http;
using Ingest.ClickHouse.Embedded.Sql;

namespace Ingest.Tests.ClickHouse.Embedded.Sql;

public sealed class SqlTokenizerTests
{
    [Theory]
    [InlineData("a /* b /* c */ d */ e", "a|e")]
    [InlineData("a -- b\nc // d\ne # f\ng #! h\ni", "a|c|e|g|i")]
    [InlineData("#a", "#|a")]
    [InlineData("'it''s' 'a\\'b' \"q\"\"r\" `s\\`t`", "'it''s'|'a\\'b'|\"q\"\"r\"|`s\\`t`")]
    [InlineData("$$x;$$ $tag$ $$ $tag$", "$$x;$$|$tag$ $$ $tag$")]
    [InlineData("$1 a$b c", "$1|a$b|c")]
    [InlineData("1.5e3 x'41' (a,b)", "1|.|5e3|x|'41'|(|a|,|b|)")]
    public void Splits_as_the_engine_does(string sql, string expected) => Assert.Equal(expected, Join(sql));

    [Theory]
    [InlineData("'open")]
    [InlineData("`open")]
    [InlineData("/* open /* */")]
    [InlineData("'a\\")]
    [InlineData("‘a’")]
    [InlineData("“a”")]
    [InlineData("a\0b")]
    [InlineData("$a b$ x $a b$")]
    public void Text_that_is_open_or_ambiguous_is_a_fault(string sql) =>
        Assert.Contains(Tokens(Encoding.UTF8.GetBytes(sql)), t => t.Kind == SqlTokenKind.Fault);

    [Fact]
    public void Tokens_of_any_bytes_are_in_order_and_within_bounds() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        {
            var at = 0;
            foreach (var token in Tokens(bytes))
            {
                if (token.Start < at || token.End < token.Start || token.End > bytes.Length)
                    return false;
                at = token.End;
            }

            return true;
        }));

    [Fact]
    public void A_literal_of_any_text_is_one_token() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string?>(text =>
            Tokens(Encoding.UTF8.GetBytes(QueryParameters.Literal(text ?? ""))) is [{ Kind: SqlTokenKind.Text }]));

    private static string Join(string sql)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        return string.Join('|', Tokens(bytes).Select(t => Encoding.UTF8.GetString(bytes[t.Start..t.End])));
    }

    private static List<SqlToken> Tokens(byte[] sql)
    {
        var tokens = new List<SqlToken>();
        var source = new SqlTokenizer(sql);
        for (var token = source.Next(); token.Kind != SqlTokenKind.End; token = source.Next())
            tokens.Add(token);
        return tokens;
    }
}
