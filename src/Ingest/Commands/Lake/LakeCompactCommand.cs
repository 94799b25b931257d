using System.CommandLine;
using System.Globalization;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Maintenance;

namespace Ingest.Commands.Lake;

/// <summary><c>ingest lake compact</c>: makes few files of many small ones.</summary>
internal static class LakeCompactCommand
{
    private const int FilesMax = 10_000;

    public static Command Create()
    {
        var files = new Option<int>("--min-files")
        {
            Description = $"Small files of a partition that are worth a rewrite, 2 to {FilesMax}",
            DefaultValueFactory = _ => new CompactionOptions().FilesMin,
        };
        var dryRun = LakeTarget.DryRunOption();
        var command = new Command("compact", """
            Make few files of the many small ones that flushes have written: of each partition, in the table's order, about as large as its property
            write.target-file-size-bytes says (128 MiB). Rows stay the same. The former files stay until 'ingest lake expire'.

            Takes at most about 600 MB of memory: 256 MiB of files, and 500,000 rows of them.

            Examples:
              ingest lake compact --dry-run
              ingest lake compact --table pa_events --min-files 2
            """)
        {
            files, dryRun,
        };
        var target = LakeTarget.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
        {
            PlainConsole.Prepare();
            var options = new CompactionOptions
            {
                FilesMin = parsed.GetValue(files) is >= 2 and <= FilesMax and var least ? least : throw new CommandException($"--min-files has to be between 2 and {FilesMax}"),
                IsDryRun = parsed.GetValue(dryRun),
            };
            return target.ForEachAsync(
                parsed,
                async (lake, table) =>
                {
                    var compaction = new Compaction(lake, TimeProvider.System);
                    Show(table, options, await CountedProgress.RunAsync(
                        $"Compacting {table.Name}", progress => compaction.RunAsync(table, options, progress, cancellation)));
                    return 0;
                },
                cancellation);
        }));
        return command;
    }

    private static void Show(LoadedTable table, CompactionOptions options, CompactionReport report)
    {
        var before = Text($"{report.FilesBefore} files, {LogProgress.Bytes(report.BytesBefore)}, {report.Rows} rows");
        Console.WriteLine(
            report.FilesBefore == 0 ? $"{table.Name}: nothing to compact."
            : options.IsDryRun ? Text($"{table.Name}: {before} would be rewritten, in {report.Groups} groups. Nothing was changed.")
            : Text($"{table.Name}: of {before} were made {report.FilesAfter} files, {LogProgress.Bytes(report.BytesAfter)}."));
        if (report.GroupsGivenUp > 0)
        {
            Console.WriteLine(Text($"{report.GroupsGivenUp} groups were given up: somebody else has changed their files meanwhile."));
        }

        foreach (var (what, reason) in report.LeftOut)
        {
            Console.WriteLine($"Left as it is: {what}: {reason}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
