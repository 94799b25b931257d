using System.CommandLine;
using System.Globalization;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Maintenance;
using Spectre.Console;

namespace Ingest.Commands.Lake;

/// <summary><c>ingest lake verify</c>: reads the data files again.</summary>
internal static class LakeVerifyCommand
{
    /// <summary>What the command returns when a file is not as it must be.</summary>
    public const int ExitDamaged = 1;

    // More than a person reads; --json has all.
    private const int TableRowsMax = 100;

    public static Command Create()
    {
        var sample = new Option<int?>("--sample") { Description = "Read only so many files of each table, chosen at random", HelpName = "N" };
        var json = LogCommand.JsonOption();
        var command = new Command("verify", """
            Read every data file of the current snapshots again: that it is there, whole, and holds what its manifest says: rows, counts, bounds, partition.
            Exit code 0: all good; 1: not.

            Examples:
              ingest lake verify
              ingest lake verify --sample 100 --json
            """)
        {
            sample, json,
        };
        var target = LakeTarget.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            PlainConsole.Prepare();
            var files = parsed.GetValue(sample) is null or >= 1 ? parsed.GetValue(sample) : throw new CommandException("--sample has to be 1 at least");
            List<(LoadedTable Table, VerificationReport Report)> found = [];
            var exitCode = await target.ForEachAsync(
                parsed,
                async (lake, table) =>
                {
                    var verification = new Verification(lake, TimeProvider.System);
                    var report = await CountedProgress.RunAsync($"Verifying {table.Name}", progress => verification.RunAsync(table, files, progress, cancellation));
                    found.Add((table, report));
                    return report.Faults.Count == 0 ? 0 : ExitDamaged;
                },
                cancellation);
            if (parsed.GetValue(json))
            {
                LogCommand.Print(found.Select(item => new { Table = item.Table.Name.ToString(), item.Report.Files, item.Report.FilesOfAll, item.Report.Rows, item.Report.Bytes, item.Report.Faults }));
            }
            else
            {
                found.ForEach(item => Show(item.Table, item.Report));
            }

            return exitCode;
        }));
        return command;
    }

    private static void Show(LoadedTable table, VerificationReport report)
    {
        if (report.Faults.Count > 0)
        {
            var shown = new Table().RoundedBorder().AddColumns("file", "what is wrong");
            foreach (var (path, what) in report.Faults.Take(TableRowsMax))
            {
                shown.AddRow(Markup.Escape(path), Markup.Escape(what));
            }

            AnsiConsole.Write(report.Faults.Count > TableRowsMax ? shown.Caption($"The first {TableRowsMax} of {report.Faults.Count}; --json has all.") : shown);
        }

        var read = string.Create(
            CultureInfo.InvariantCulture, $"{report.Files} of {report.FilesOfAll} files were read, {report.Rows} rows, {LogProgress.Bytes(report.Bytes)}");
        var damaged = report.Faults.Select(fault => fault.Path).Distinct(StringComparer.Ordinal).Count();
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, damaged == 0
            ? (FormattableString)$"[green]Good:[/] {table.Name}: {read}."
            : $"[red]Not good:[/] {table.Name}: {damaged} files are not as they must be; {read}. Take them from a copy, or have the table forget them.");
    }
}
