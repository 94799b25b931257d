namespace Ingest.ClickHouse.Embedded.Sql;

internal enum SqlTokenKind
{
    /// <summary>A bare word or a number.</summary>
    Word,

    /// <summary>An identifier in backticks or double quotes.</summary>
    Quoted,

    /// <summary>A string or a heredoc.</summary>
    Text,

    /// <summary>Any other single byte.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,

    /// <summary>Text that the engine refuses, or that its versions read differently.</summary>
    Fault,
}

/// <summary>A piece of SQL, by its place in the text.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End);
