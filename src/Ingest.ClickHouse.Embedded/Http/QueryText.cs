using System.Text;
using Ingest.ClickHouse.Embedded.Sql;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>The statement of a request and, of an insert, the first of its rows; the rest of them is still in the body.</summary>
internal sealed record QueryText(ReadOnlyMemory<byte> Sql, SqlStatement Statement, bool BodyEnded)
{
    // ClickHouse's max_query_size: what the parser looks at. The rows of an insert do not count.
    private const int QueryBytesMax = 256 << 10;

    public ReadOnlyMemory<byte> FirstRows => Sql[Statement.RowsStart..];

    /// <summary>As ClickHouse does, the query of the URL, a line break and the body are one text.</summary>
    /// <exception cref="EngineFaultException">The text is empty or larger than the parser takes.</exception>
    public static async Task<QueryText> ReadAsync(string urlQuery, Stream body, CancellationToken cancellation)
    {
        var head = Encoding.UTF8.GetBytes(urlQuery.Length == 0 ? "" : urlQuery + "\n");
        var length = head.Length;
        if (length > 0)
        {
            var statement = SqlStatement.Parse(head);
            if (statement.Kind == SqlStatementKind.InsertRows)
                return new QueryText(head, statement, BodyEnded: false);
        }

        Array.Resize(ref head, Math.Max(length, QueryBytesMax) + 1);
        var ended = false;
        while (length < head.Length && !ended)
        {
            var read = await body.ReadAsync(head.AsMemory(length), cancellation);
            length += read;
            ended = read == 0;
        }

        var sql = head.AsMemory(0, length);
        var parsed = SqlStatement.Parse(sql.Span);
        if (parsed.Kind != SqlStatementKind.InsertRows && !ended)
            throw new EngineFaultException(62, $"Syntax error: Max query size exceeded ({QueryBytesMax} bytes). (SYNTAX_ERROR)");
        if (parsed is { Fault: null, End: 0 })
            throw new EngineFaultException(62, "Syntax error: Empty query. (SYNTAX_ERROR)");
        return new QueryText(sql, parsed, ended);
    }
}
