using System.Text.Json;
using Ingest.Settings;

namespace Ingest.Commands;

/// <summary>Asks the ClickHouse of a running server, as the read-only user.</summary>
internal static class AnalystQuery
{
    // One JSON array of texts a line, the names of the columns first.
    private const string Lines = "JSONCompactStringsEachRowWithNames";

    /// <summary>The ClickHouse of the server that runs on a data folder.</summary>
    /// <exception cref="CommandException">None runs there.</exception>
    public static Uri FindEndpoint(string dataPath) =>
        RunFile.Read(dataPath)?.ClickHouse is { } found
            ? new Uri(found)
            : throw new CommandException($"No running server was found in the data folder {Path.GetFullPath(dataPath)}: start one with 'ingest serve', or name it with --data or --endpoint");

    /// <summary>Copies the answer in one of ClickHouse's formats.</summary>
    public static async Task CopyAsync(Uri endpoint, string sql, string format, Stream output, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var reply = await AskAsync(http, endpoint, sql, format, cancellationToken);
        await reply.Content.CopyToAsync(output, cancellationToken);
    }

    /// <summary>The names of the columns, then the rows, at most as many as asked for; nothing for a query without a result.</summary>
    public static async Task<IReadOnlyList<string[]>> ReadAsync(Uri endpoint, string sql, int rowsMax, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var reply = await AskAsync(http, endpoint, sql, Lines, cancellationToken);
        using var lines = new StreamReader(await reply.Content.ReadAsStreamAsync(cancellationToken));
        var rows = new List<string[]>();
        while (rows.Count <= rowsMax && await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            rows.Add(JsonSerializer.Deserialize<string[]>(line) ?? []);
        }

        return rows;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, Uri endpoint, string sql, string format, CancellationToken cancellationToken)
    {
        // The address of a running server names its database, and one that a person gives may.
        var database = endpoint.Query.Length > 0 ? endpoint.Query : "?database=ingest";
        var uri = new Uri(endpoint, $"/{database}&default_format={Uri.EscapeDataString(format)}");
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(sql) };
        var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return reply.IsSuccessStatusCode
            ? reply
            : throw new CommandException((await reply.Content.ReadAsStringAsync(cancellationToken)).Trim());
    }
}
