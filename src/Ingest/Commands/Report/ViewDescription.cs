using Ingest.Sinks.ClickHouse.Schema;
using Spectre.Console;

namespace Ingest.Commands.Report;

/// <summary>What there is to report, and what one view is.</summary>
internal static class ViewDescription
{
    private static readonly Dictionary<string, string> OptionOf = new(StringComparer.Ordinal)
    {
        ["site"] = "--site",
        ["since"] = "--last, or --since",
        ["until"] = "--until",
        ["tz"] = "--tz",
        ["unit"] = "--by",
        ["filter"] = "--where",
        ["steps"] = "--step",
        ["seconds"] = "--within",
        ["length"] = "--length",
        ["event"] = "--event",
        ["key"] = "--key",
    };

    private static readonly Dictionary<string, string> ExampleOf = new(StringComparer.Ordinal)
    {
        ["unit"] = " --by day",
        ["filter"] = " --where country=DE",
        ["steps"] = " --step path:/ --step event:signup",
        ["length"] = " --length 4",
        ["event"] = " --event signup",
        ["key"] = " --key plan",
    };

    /// <summary>Lists the views in their groups.</summary>
    public static void List()
    {
        PlainConsole.Prepare();
        foreach (var (title, names) in ReportCatalogue.Groups)
        {
            AnsiConsole.Write(new Text(title + "\n", new Style(decoration: Decoration.Bold)));
            var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) }).AddColumn();
            foreach (var name in names)
            {
                var aliases = ReportCatalogue.AliasesOf(name);
                grid.AddRow(new Text(name), new Text(GrainOf(ReportCatalogue.FileOf(name)) + (aliases.Count > 0 ? $" Also: {string.Join(", ", aliases)}." : "")));
            }

            AnsiConsole.Write(grid);
        }

        AnsiConsole.Write(new Text("\n'ingest report VIEW --describe' says what a view's columns are, 'ingest report --help' how to ask.\n"));
    }

    /// <summary>Shows a view's grain, columns, parameters and an example.</summary>
    public static async Task ShowAsync(Uri endpoint, ViewFile view, CancellationToken cancellationToken)
    {
        // Any values do: no row is asked for.
        var request = new ReportRequest
        {
            View = view,
            Site = Guid.Empty,
            Range = new ReportRange(DateTimeOffset.UnixEpoch.AddYears(30), DateTimeOffset.UnixEpoch.AddYears(30).AddDays(1), default, default),
            Zone = TimeZoneInfo.Utc,
            Steps = ["path:/"],
        };
        var columns = await new ReportRun(endpoint, request).ColumnsAsync(cancellationToken);
        PlainConsole.Prepare();
        AnsiConsole.Write(new Text($"{view.Name}: {GrainOf(view)}\n{string.Concat(view.Notes.Select(note => note + "\n"))}"));
        Write(["column", "unit", "type"], columns.Select(column => new[] { column.Name, column.Unit, column.Type }));
        Write(["option", "parameter"], ReportQuery.ParametersOf(view).Select(name => new[] { OptionOf[name], name }));
        var example = string.Concat(ReportQuery.ParametersOf(view).Select(name => ExampleOf.GetValueOrDefault(name, "")));
        AnsiConsole.Write(new Text($"Example: ingest report {ReportCatalogue.ShortNameOf(view)} --site \"My shop\"{example}\nIn SQL: {view.Example}\n"));
    }

    /// <summary>What one row is, as a sentence that begins with it.</summary>
    public static string GrainOf(ViewFile view) => view.Grain.Replace("`", "", StringComparison.Ordinal);

    private static void Write(string[] heads, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns(heads);
        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        AnsiConsole.Write(table);
    }
}
