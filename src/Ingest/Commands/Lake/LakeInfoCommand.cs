using System.CommandLine;
using System.Globalization;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Maintenance;
using Spectre.Console;

namespace Ingest.Commands.Lake;

/// <summary><c>ingest lake info</c>: what the tables are made of.</summary>
internal static class LakeInfoCommand
{
    public static Command Create()
    {
        var json = LogCommand.JsonOption();
        var command = new Command("info", """
            Show of each table where it is, its rows, files, snapshots and partitions, how far it has the records of each log, and whether it wants
            maintenance. Only reads.

            Examples:
              ingest lake info
              ingest lake info --data /var/lib/ingest --table pa_events --json
            """)
        {
            json,
        };
        var target = LakeTarget.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            PlainConsole.Prepare();
            List<(LoadedTable Table, TableOverview Overview)> found = [];
            var exitCode = await target.ForEachAsync(
                parsed,
                async (lake, table) =>
                {
                    found.Add((table, await new TableInspection(lake, TimeProvider.System).InspectAsync(table, cancellation)));
                    return 0;
                },
                cancellation);
            if (parsed.GetValue(json))
            {
                LogCommand.Print(found.Select(item => new { Table = item.Table.Name.ToString(), Overview = item.Overview }));
            }
            else
            {
                found.ForEach(item => Show(item.Table, item.Overview));
            }

            return exitCode;
        }));
        return command;
    }

    private static void Show(LoadedTable table, TableOverview of)
    {
        AnsiConsole.Write(new Table().RoundedBorder().Title(Markup.Escape(table.Name.ToString())).AddColumns("", "").HideHeaders()
            .AddRow("location", Markup.Escape(of.Location))
            .AddRow("catalog", Markup.Escape(of.Catalog))
            .AddRow("metadata", Markup.Escape(of.MetadataLocation))
            .AddRow("rows", Text($"{of.Rows}"))
            .AddRow("files", Text($"{of.Files}, {LogProgress.Bytes(of.Bytes)}, {LogProgress.Bytes(of.MeanFileBytes)} each") + (of.DeleteFiles > 0 ? Text($"; {of.DeleteFiles} delete files") : ""))
            .AddRow("partitions", Text($"{of.Partitions}"))
            .AddRow("snapshots", Text($"{of.Snapshots}, the current one of {LogProgress.Time(of.CurrentAt, TimeProvider.System.GetUtcNow())}"))
            .AddRow("manifests", Text($"{of.Manifests}"))
            .AddRow("logs", of.Watermarks.Count == 0 ? "-" : Markup.Escape(string.Join('\n', of.Watermarks.Select(log => $"{log.Key} up to {log.Value}")))));
        if (of.CompactableFiles > 0)
        {
            AnsiConsole.MarkupLine(Text($"[yellow]{of.CompactableFiles} small files could be fewer:[/] ingest lake compact --table {table.Name.Name}"));
        }

        if (of.ExpirableSnapshots > 0)
        {
            AnsiConsole.MarkupLine(Text($"[yellow]{of.ExpirableSnapshots} snapshots are old:[/] ingest lake expire --table {table.Name.Name}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
