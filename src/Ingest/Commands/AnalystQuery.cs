using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.Settings;

namespace Ingest.Commands;

/// <summary>Asks the ClickHouse of a running server, as the read-only user.</summary>
internal static partial class AnalystQuery
{
    private const string DefaultDatabase = "ingest";

    // One JSON array of texts a line, the names of the columns first.
    private const string Lines = "JSONCompactStringsEachRowWithNames";
    private const int TablesMax = 10_000;
    private const int UnknownTable = 60;

    /// <summary>The ClickHouse of the server that runs on a data folder.</summary>
    /// <exception cref="CommandException">None runs there.</exception>
    public static Uri FindEndpoint(string dataPath) =>
        RunFile.Read(dataPath)?.ClickHouse is { } found
            ? new Uri(found)
            : throw new CommandException($"No running server was found in the data folder {Path.GetFullPath(dataPath)}: start one with 'ingest serve', or name it with --data or --endpoint");

    /// <summary>The database that an address names, or the one that a server makes.</summary>
    /// <exception cref="CommandException">The name is none that goes without quotes.</exception>
    public static string DatabaseOf(Uri endpoint)
    {
        var name = endpoint.Query.TrimStart('?').Split('&').FirstOrDefault(pair => pair.StartsWith("database=", StringComparison.Ordinal)) is { } found
            ? Uri.UnescapeDataString(found["database=".Length..])
            : DefaultDatabase;
        return Identifier().IsMatch(name)
            ? name
            : throw new CommandException($"The address names the database '{name}': its name may have letters, digits and underscores");
    }

    /// <summary>Copies the answer in one of ClickHouse's formats.</summary>
    public static Task CopyAsync(Uri endpoint, AnalystSql sql, string format, Stream output, CancellationToken cancellationToken) => AskAsync(
        endpoint,
        sql,
        format,
        async answer =>
        {
            await answer.CopyToAsync(output, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>The names of the columns, then the rows, at most as many as asked for; nothing for a query without a result.</summary>
    public static Task<IReadOnlyList<string[]>> ReadAsync(Uri endpoint, AnalystSql sql, int rowsMax, CancellationToken cancellationToken) => AskAsync<IReadOnlyList<string[]>>(
        endpoint,
        sql,
        Lines,
        async answer =>
        {
            using var lines = new StreamReader(answer);
            var rows = new List<string[]>();
            while (rows.Count <= rowsMax && await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                rows.Add(JsonSerializer.Deserialize<string[]>(line) ?? []);
            }

            return rows;
        },
        cancellationToken);

    /// <summary>Hands the answer in one of ClickHouse's formats to whoever reads it.</summary>
    /// <exception cref="CommandException">ClickHouse refuses the query; of a table that is not there, the message has the nearest names.</exception>
    public static async Task<T> AskAsync<T>(Uri endpoint, AnalystSql sql, string format, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(endpoint, sql, format)) { Content = new StringContent(sql.Text) };
        using var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return reply.IsSuccessStatusCode
            ? await read(await reply.Content.ReadAsStreamAsync(cancellationToken))
            : throw new CommandException(await FaultAsync(endpoint, reply, cancellationToken));
    }

    // The address of a running server names its database, and one that a person gives may.
    private static Uri AddressOf(Uri endpoint, AnalystSql sql, string format)
    {
        var parameters = string.Concat(sql.Parameters.Select(pair => $"&param_{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var database = endpoint.Query.Length > 0 ? endpoint.Query : $"?database={DefaultDatabase}";
        return new Uri(endpoint, $"/{database}&default_format={Uri.EscapeDataString(format)}{parameters}");
    }

    private static async Task<string> FaultAsync(Uri endpoint, HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        var message = (await reply.Content.ReadAsStringAsync(cancellationToken)).Trim();
        var code = reply.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var codes) ? codes.First() : "";
        if (code != UnknownTable.ToString(CultureInfo.InvariantCulture) || MissingTable().Match(message) is not { Success: true } missing)
        {
            return message;
        }

        var tables = await ReadAsync(endpoint, new AnalystSql("SELECT name FROM system.tables WHERE database = currentDatabase()"), TablesMax, cancellationToken);
        var nearest = NearestNames.Of(missing.Groups["name"].Value, tables.Skip(1).Select(row => row[0]));
        return $"{message}\nThere is no table '{missing.Groups["name"].Value}'. The nearest names: {string.Join(", ", nearest)}. 'ingest sql --tables' lists all";
    }

    [GeneratedRegex(@"^\w{1,100}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();

    // Unknown table expression identifier 'name' in scope …; Table ingest.name does not exist.
    [GeneratedRegex(@"(?:identifier '(?:\w+\.)?(?<name>\w+)')|(?:Table (?:\w+\.)?(?<name>\w+) does not exist)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingTable();
}
