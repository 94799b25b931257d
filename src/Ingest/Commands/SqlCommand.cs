using System.CommandLine;
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
        var endpoint = EndpointOption.Create("ClickHouse's HTTP address, such as http://host:8123/?database=ingest (default: that of the server running on the data folder)");
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
            var address = parsed.GetValue(endpoint) ?? AnalystQuery.FindEndpoint(parsed.GetValue(data)!);
            var sql = parsed.GetValue(query)!;
            return parsed.GetValue(format) is { } name
                ? await StreamAsync(address, sql, name, cancellation)
                : await ShowTableAsync(address, sql, cancellation);
        }));
        return command;
    }

    private static async Task<int> StreamAsync(Uri endpoint, string sql, string format, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await AnalystQuery.CopyAsync(endpoint, sql, format, output, cancellationToken);
        return 0;
    }

    private static async Task<int> ShowTableAsync(Uri endpoint, string sql, CancellationToken cancellationToken)
    {
        // One row more than is shown says that there are more.
        var rows = await AnalystQuery.ReadAsync(endpoint, sql, TableRowsMax + 1, cancellationToken);
        if (rows.Count == 0)
        {
            AnsiConsole.MarkupLine("[grey]Done, nothing to show.[/]");
            return 0;
        }

        var table = new Table().RoundedBorder().AddColumns([.. rows[0].Select(Markup.Escape)]);
        foreach (var row in rows.Skip(1).Take(TableRowsMax))
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine(rows.Count - 1 > TableRowsMax
            ? $"[yellow]The first {TableRowsMax} rows are shown; --format streams all of them.[/]"
            : $"[grey]{rows.Count - 1} rows[/]");
        return 0;
    }
}
