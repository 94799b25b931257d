using System.CommandLine;
using System.Globalization;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Maintenance;
using Spectre.Console;

namespace Ingest.Commands.Lake;

/// <summary><c>ingest lake snapshots</c>: what was done to the tables, and can still be read as it was.</summary>
internal static class LakeSnapshotsCommand
{
    // More than a person reads; --json has all.
    private const int TableRowsMax = 100;

    public static Command Create()
    {
        var json = LogCommand.JsonOption();
        var command = new Command("snapshots", """
            Show the snapshots of each table, the newest first: what each has added and removed, and the range of the log that it has brought.

            Examples:
              ingest lake snapshots --table pa_events
              ingest lake snapshots --json
            """)
        {
            json,
        };
        var target = LakeTarget.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            PlainConsole.Prepare();
            List<LoadedTable> tables = [];
            var exitCode = await target.ForEachAsync(
                parsed,
                (_, table) =>
                {
                    tables.Add(table);
                    return Task.FromResult(0);
                },
                cancellation);
            if (parsed.GetValue(json))
            {
                LogCommand.Print(tables.Select(table => new { Table = table.Name.ToString(), Snapshots = TableInspection.Snapshots(table.Metadata).Select(Printed) }));
            }
            else
            {
                tables.ForEach(Show);
            }

            return exitCode;
        }));
        return command;
    }

    // Numbers of snapshots have more digits than a number in a browser: a text keeps them.
    private static object Printed(SnapshotOverview of) => new
    {
        Id = of.Id.ToString(CultureInfo.InvariantCulture),
        of.At,
        of.Operation,
        of.IsCurrent,
        of.Refs,
        of.AddedFiles,
        of.DeletedFiles,
        of.AddedRows,
        of.DeletedRows,
        of.LogRange,
    };

    private static void Show(LoadedTable table)
    {
        var snapshots = TableInspection.Snapshots(table.Metadata);
        var shown = new Table().RoundedBorder().Title(Markup.Escape(table.Name.ToString()))
            .AddColumns("snapshot", "time", "operation", "files", "rows", "log range", "names");
        foreach (var of in snapshots.Take(TableRowsMax))
        {
            shown.AddRow(
                Text($"{of.Id}") + (of.IsCurrent ? " [green]current[/]" : ""),
                Text($"{of.At:u}"),
                Markup.Escape(of.Operation),
                Change(of.AddedFiles, of.DeletedFiles),
                Change(of.AddedRows, of.DeletedRows),
                Markup.Escape(of.LogRange ?? "-"),
                Markup.Escape(string.Join(", ", of.Refs)));
        }

        AnsiConsole.Write(snapshots.Count > TableRowsMax ? shown.Caption($"The first {TableRowsMax} of {snapshots.Count}; --json has all.") : shown);
    }

    private static string Change(long added, long deleted) => deleted == 0 ? Text($"+{added}") : Text($"+{added} -{deleted}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
