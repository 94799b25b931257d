using System.CommandLine;
using System.Globalization;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Maintenance;
using Spectre.Console;

namespace Ingest.Commands.Lake;

/// <summary><c>ingest lake orphans</c>: finds the files that no table names.</summary>
internal static class LakeOrphansCommand
{
    // More than a person reads; --json has all.
    private const int TableRowsMax = 100;

    public static Command Create()
    {
        var olderThan = TimeSpanOption.Create("--older-than", OrphanSearch.OlderThanDefault, "Age of the files, at least 1h where they are removed (default 3d)");
        var yes = new Option<bool>("--yes") { Description = "Remove them" };
        var dryRun = LakeTarget.DryRunOption();
        var json = LogCommand.JsonOption();
        var command = new Command("orphans", """
            Find the files below the tables that nothing names, as a killed server leaves them: data files, manifests, temporary files. Without --yes they are
            only listed. Whatever a metadata file names that lies there is no orphan, and files of other kinds are none either.

            Examples:
              ingest lake orphans
              ingest lake orphans --older-than 24h --yes
            """)
        {
            olderThan, yes, dryRun, json,
        };
        var target = LakeTarget.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            PlainConsole.Prepare();
            var (age, removes) = (parsed.GetValue(olderThan), parsed.GetValue(yes) && !parsed.GetValue(dryRun));
            if (removes && age < OrphanSearch.OlderThanMin)
            {
                throw new CommandException("--older-than has to be 1h at least with --yes: a server may be about to commit younger files. With --dry-run they are listed.");
            }

            List<(LoadedTable Table, OrphanReport Report)> found = [];
            var exitCode = await target.ForEachAsync(
                parsed,
                async (lake, table) =>
                {
                    var search = new OrphanSearch(lake, TimeProvider.System);
                    var report = await search.FindAsync(table, age, cancellation);
                    found.Add((table, report));
                    return removes
                        ? await CountedProgress.RunAsync($"Removing orphans of {table.Name}", async progress =>
                        {
                            await search.RemoveAsync(report, progress, cancellation);
                            return 0;
                        })
                        : 0;
                },
                cancellation);
            if (parsed.GetValue(json))
            {
                LogCommand.Print(found.Select(item => new { Table = item.Table.Name.ToString(), item.Report.Listed, item.Report.Bytes, Removed = removes, item.Report.Files }));
            }
            else
            {
                found.ForEach(item => Show(item.Table, item.Report, removes));
            }

            return exitCode;
        }));
        return command;
    }

    private static void Show(LoadedTable table, OrphanReport report, bool removes)
    {
        if (report.Files.Count > 0)
        {
            var shown = new Table().RoundedBorder().AddColumns("orphan", "bytes", "written");
            foreach (var file in report.Files.Take(TableRowsMax))
            {
                shown.AddRow(Markup.Escape(file.Location), Text($"{file.Length}"), Text($"{file.LastModified:u}"));
            }

            AnsiConsole.Write(report.Files.Count > TableRowsMax ? shown.Caption($"The first {TableRowsMax} of {report.Files.Count}; --json has all.") : shown);
        }

        var what = Text($"{table.Name}: {report.Files.Count} orphans of {report.Listed} files, {LogProgress.Bytes(report.Bytes)}");
        Console.WriteLine(report.Files.Count == 0 ? $"{what}." : removes ? $"{what}, were removed." : $"{what}. Nothing was changed; --yes removes them.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
