using System.Buffers;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>
/// Splits SQL as ClickHouse's lexer does: nested comments, <c>--</c>, <c>//</c>, <c># </c> and <c>#!</c> comments, backslash and doubled quotes, heredocs.
/// What versions of ClickHouse read differently (typographic quotes, odd heredoc tags, NUL) is a fault, so that text hidden
/// from this reader is never visible to the engine.
/// </summary>
internal ref struct SqlTokenizer(ReadOnlySpan<byte> sql)
{
    private readonly ReadOnlySpan<byte> _sql = sql;
    private int _at;

    public readonly int Position => _at;

    public SqlToken Next()
    {
        if (!SkipBlanksAndComments())
            return Fault(_at);
        if (_at >= _sql.Length)
            return new SqlToken(SqlTokenKind.End, _sql.Length, _sql.Length);

        var start = _at;
        switch (_sql[start])
        {
            case (byte)'\'':
                return Quote((byte)'\'', SqlTokenKind.Text);
            case (byte)'"':
            case (byte)'`':
                return Quote(_sql[start], SqlTokenKind.Quoted);
            case (byte)'$':
                return Dollar();
            case 0:
                return Fault(start);
            case 0xE2 when IsTypographicQuote():
                return Fault(start);
            case var c when IsWordByte(c):
                return Word();
            default:
                _at++;
                return new SqlToken(SqlTokenKind.Symbol, start, _at);
        }
    }

    private SqlToken Fault(int start)
    {
        _at = _sql.Length;
        return new SqlToken(SqlTokenKind.Fault, start, _sql.Length);
    }

    private SqlToken Word()
    {
        var start = _at;
        while (_at < _sql.Length && (IsWordByte(_sql[_at]) || _sql[_at] == '$'))
            _at++;
        return new SqlToken(SqlTokenKind.Word, start, _at);
    }

    private SqlToken Quote(byte quote, SqlTokenKind kind)
    {
        var start = _at++;
        while (_at < _sql.Length)
        {
            var c = _sql[_at++];
            if (c == '\\')
                _at++;
            else if (c != quote)
                continue;
            else if (_at < _sql.Length && _sql[_at] == quote)
                _at++;
            else
                return new SqlToken(kind, start, _at);
        }

        return Fault(start);
    }

    private SqlToken Dollar()
    {
        var start = _at;
        var rest = _sql[start..];
        var nameEnd = rest[1..].IndexOf((byte)'$');
        if (nameEnd < 0)
            return Word();

        var tag = rest[..(nameEnd + 2)];
        var end = rest[tag.Length..].IndexOf(tag);
        if (end < 0)
            return Word();
        if (tag[1..^1].ContainsAnyExcept(WordBytes))
            return Fault(start);

        _at = start + tag.Length + end + tag.Length;
        return new SqlToken(SqlTokenKind.Text, start, _at);
    }

    private bool SkipBlanksAndComments()
    {
        while (_at < _sql.Length)
        {
            var c = _sql[_at];
            var next = _at + 1 < _sql.Length ? _sql[_at + 1] : (byte)0;
            if (c is (byte)' ' or >= 9 and <= 13)
                _at++;
            else if ((c == '-' && next == '-') || (c == '/' && next == '/') || (c == '#' && (next is (byte)' ' or (byte)'!')))
                SkipLine();
            else if (c != '/' || next != '*')
                return true;
            else if (!SkipBlockComment())
                return false;
        }

        return true;
    }

    private void SkipLine()
    {
        var end = _sql[_at..].IndexOf((byte)'\n');
        _at = end < 0 ? _sql.Length : _at + end;
    }

    private bool SkipBlockComment()
    {
        var depth = 0;
        while (_at + 1 < _sql.Length)
        {
            var pair = _sql.Slice(_at, 2);
            if (pair.SequenceEqual("/*"u8))
            {
                depth++;
                _at += 2;
            }
            else if (pair.SequenceEqual("*/"u8))
            {
                depth--;
                _at += 2;
                if (depth == 0)
                    return true;
            }
            else
            {
                _at++;
            }
        }

        return false;
    }

    // U+2018, U+2019, U+201C, U+201D: newer lexers take them as quotes.
    private readonly bool IsTypographicQuote() =>
        _at + 2 < _sql.Length && _sql[_at + 1] == 0x80 && (_sql[_at + 2] is 0x98 or 0x99 or 0x9C or 0x9D);

    private static readonly SearchValues<byte> WordBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    private static bool IsWordByte(byte c) => char.IsAsciiLetterOrDigit((char)c) || c == '_';
}
