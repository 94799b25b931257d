using System.CommandLine;
using System.Text.Json;
using Ingest.Settings;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest sql "…"</c>: asks ClickHouse and shows the answer as a table, or in any of ClickHouse's formats.</summary>
internal static class SqlCommand
{
    // More rows than a person reads; a format streams all of them.
    private const int TableRowsMax = 1000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var query = new Argument<string>("query") { Description = "The query, for example \"SELECT count() FROM v_pa_events\"" };
        var format = new Option<string?>("--format") { Description = "Any output format of ClickHouse, for example CSV, JSONEachRow or Vertical; a table when left out", HelpName = "FORMAT" };
        var endpoint = EndpointOption.Create("ClickHouse's HTTP address (default: that of the server running on the data folder)");
        var data = DataOption.Create();
        var command = new Command("sql", """
            Run a query against the ClickHouse of a running server, as the read-only user.

            Examples:
              ingest sql "SELECT * FROM v_pa_events ORDER BY event_time DESC LIMIT 5"
              ingest sql "SELECT url_path, count() FROM v_pa_events GROUP BY url_path" --format CSV
            """)
        {
            query, format, endpoint, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var address = parsed.GetValue(endpoint) ?? FindEndpoint(parsed.GetValue(data)!);
            var sql = parsed.GetValue(query)!;
            return parsed.GetValue(format) is { } name
                ? await StreamAsync(address, sql, name, cancellation)
                : await ShowTableAsync(address, sql, cancellation);
        }));
        return command;
    }

    private static Uri FindEndpoint(string dataPath) =>
        RunFile.Read(dataPath)?.ClickHouse is { } found
            ? new Uri(found)
            : throw new CommandException($"No running server was found in the data folder {Path.GetFullPath(dataPath)}: start one with 'ingest serve', or name it with --data or --endpoint");

    private static async Task<int> StreamAsync(Uri endpoint, string sql, string format, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var reply = await AskAsync(http, endpoint, sql, format, cancellationToken);
        await using var output = Console.OpenStandardOutput();
        await reply.Content.CopyToAsync(output, cancellationToken);
        return 0;
    }

    private static async Task<int> ShowTableAsync(Uri endpoint, string sql, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var reply = await AskAsync(http, endpoint, sql, "JSONCompactStringsEachRowWithNames", cancellationToken);
        using var lines = new StreamReader(await reply.Content.ReadAsStreamAsync(cancellationToken));
        var table = new Table().RoundedBorder();
        var rows = 0;
        while (await lines.ReadLineAsync(cancellationToken) is { } line && rows <= TableRowsMax)
        {
            AddRow(table, JsonSerializer.Deserialize<string[]>(line) ?? [], isHeader: rows == 0);
            rows++;
        }

        Show(table, rows);
        return 0;
    }

    private static void AddRow(Table table, string[] cells, bool isHeader)
    {
        if (isHeader)
        {
            table.AddColumns([.. cells.Select(Markup.Escape)]);
        }
        else
        {
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
    }

    private static void Show(Table table, int rows)
    {
        if (rows == 0)
        {
            AnsiConsole.MarkupLine("[grey]Done, nothing to show.[/]");
            return;
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine(rows > TableRowsMax
            ? $"[yellow]The first {TableRowsMax} rows are shown; --format streams all of them.[/]"
            : $"[grey]{rows - 1} rows[/]");
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, Uri endpoint, string sql, string format, CancellationToken cancellationToken)
    {
        var uri = new Uri(endpoint, $"/?database=ingest&default_format={Uri.EscapeDataString(format)}");
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(sql) };
        var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return reply.IsSuccessStatusCode
            ? reply
            : throw new CommandException((await reply.Content.ReadAsStringAsync(cancellationToken)).Trim());
    }
}
