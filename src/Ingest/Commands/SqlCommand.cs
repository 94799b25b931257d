using System.CommandLine;
using System.CommandLine.Completions;
using Ingest.Sinks.ClickHouse.Schema;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest sql "…"</c>: asks ClickHouse and shows the answer as a table, or in any of ClickHouse's formats.</summary>
internal static class SqlCommand
{
    // More rows than a person reads; a format streams all of them.
    private const int TableRowsMax = 1000;

    private const string TablesQuery = "SELECT name, engine, if(total_rows IS NULL, '', toString(total_rows)) FROM system.tables WHERE database = currentDatabase() AND name NOT LIKE '.%' ORDER BY name";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var query = new Argument<string?>("query") { Description = "The query, for example \"SELECT count() FROM v_pa_events\"", Arity = ArgumentArity.ZeroOrOne };
        query.CompletionSources.Add(context => TableGrains.All.Keys.Where(name => name.StartsWith(LastWord(context.WordToComplete), StringComparison.Ordinal)).Select(name => new CompletionItem(name)));
        var tables = new Option<bool>("--tables") { Description = "List the tables and views, each with what one row is" };
        var format = new Option<string?>("--format") { Description = "Any output format of ClickHouse, for example CSV, JSONEachRow or Vertical; a table when left out", HelpName = "FORMAT" };
        var endpoint = EndpointOption.Create("ClickHouse's HTTP address, such as http://host:8123/?database=ingest (default: that of the server running on the data folder)");
        var data = DataOption.Create();
        var command = new Command("sql", """
            Run a query against the ClickHouse of a running server, as the read-only user.

            Examples:
              ingest sql "SELECT * FROM v_pa_events ORDER BY event_time DESC LIMIT 5"
              ingest sql "SELECT url_path, count() FROM v_pa_events GROUP BY url_path" --format CSV
              ingest sql --tables
            """)
        {
            query, tables, format, endpoint, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var address = parsed.GetValue(endpoint) ?? AnalystQuery.FindEndpoint(parsed.GetValue(data)!);
            if (parsed.GetValue(tables))
            {
                return await ListTablesAsync(address, cancellation);
            }

            var sql = parsed.GetValue(query) ?? throw new CommandException("There is no query: give one, for example \"SELECT count() FROM v_pa_events\", or --tables to see what there is");
            return parsed.GetValue(format) is { } name
                ? await StreamAsync(address, sql, name, cancellation)
                : await ShowTableAsync(address, sql, cancellation);
        }));
        return command;
    }

    private static async Task<int> ListTablesAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        var rows = await AnalystQuery.ReadAsync(endpoint, new AnalystSql(TablesQuery), TableRowsMax, cancellationToken);
        PlainConsole.Prepare();
        var table = new Table().RoundedBorder().AddColumn("name", column => column.NoWrap()).AddColumn("kind").AddColumn("rows", column => column.RightAligned()).AddColumn("one row");
        foreach (var row in rows.Skip(1).Where(row => !TableGrains.IsMover(row[0])))
        {
            table.AddRow(new Text(row[0]), new Text(row[1].EndsWith("View", StringComparison.Ordinal) ? "view" : "table"), new Text(row[2]), new Text(TableGrains.All.GetValueOrDefault(row[0], "")));
        }

        AnsiConsole.Write(table);
        return 0;
    }

    // Of a query in quotes, the word that is being typed.
    private static string LastWord(string text) => text[(text.LastIndexOfAny([' ', '"', '\'', '(', ',']) + 1)..];

    private static async Task<int> StreamAsync(Uri endpoint, string sql, string format, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await AnalystQuery.CopyAsync(endpoint, new AnalystSql(sql), format, output, cancellationToken);
        return 0;
    }

    private static async Task<int> ShowTableAsync(Uri endpoint, string sql, CancellationToken cancellationToken)
    {
        // One row more than is shown says that there are more.
        var rows = await AnalystQuery.ReadAsync(endpoint, new AnalystSql(sql), TableRowsMax + 1, cancellationToken);
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
