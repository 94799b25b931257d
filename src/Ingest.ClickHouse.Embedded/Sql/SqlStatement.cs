using System.Text;

namespace Ingest.ClickHouse.Embedded.Sql;

internal enum SqlStatementKind
{
    /// <summary>A query whose rows can be sent to a pipe while they are made.</summary>
    Select,

    /// <summary>An insert whose rows follow the statement.</summary>
    InsertRows,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>The outer shape of one statement: enough to place the clauses that stream its rows, and to refuse what must not run.</summary>
internal sealed record SqlStatement
{
    public required SqlStatementKind Kind { get; init; }

    /// <summary>The first word, in upper case; empty when there is none.</summary>
    public required string Verb { get; init; }

    /// <summary>The name behind <c>FORMAT</c>, or null.</summary>
    public string? Format { get; init; }

    /// <summary>Where the statement ends, before a closing semicolon and trailing comments.</summary>
    public int End { get; init; }

    /// <summary>Of a query, where <c>FORMAT</c> begins, else <see cref="End"/>. Of an insert, where <c>SETTINGS</c>, <c>FORMAT</c> or <c>VALUES</c> begins.</summary>
    public int ClauseStart { get; init; }

    /// <summary>The text between the words <c>SETTINGS</c> and <c>FORMAT</c> of an insert.</summary>
    public Range Settings { get; init; }

    /// <summary>Of an insert, where its rows begin.</summary>
    public int RowsStart { get; init; }

    /// <summary>Why the text is refused, or null.</summary>
    public SqlFault? Fault { get; init; }

    public static SqlStatement Parse(ReadOnlySpan<byte> sql)
    {
        var tokens = new SqlTokenizer(sql);
        var first = tokens.Next();
        while (IsSymbol(sql, first, '('))
            first = tokens.Next();
        var verb = first.Kind == SqlTokenKind.Word ? Encoding.ASCII.GetString(sql[first.Start..first.End]).ToUpperInvariant() : "";
        if (verb == "INSERT" && SqlInsertReader.TryRead(sql, tokens, out var insert))
            return insert;
        return SqlQueryReader.Read(sql, verb);
    }

    public static bool IsSymbol(ReadOnlySpan<byte> sql, SqlToken token, char symbol) =>
        token.Kind == SqlTokenKind.Symbol && sql[token.Start] == symbol;

    public static bool IsWord(ReadOnlySpan<byte> sql, SqlToken token, ReadOnlySpan<byte> word) =>
        token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(sql[token.Start..token.End], word);
}

/// <summary>A refusal, as ClickHouse words it.</summary>
internal sealed record SqlFault(int Code, string Message);
