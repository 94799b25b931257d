using System.CommandLine;
using System.Globalization;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Maintenance;

namespace Ingest.Commands.Lake;

/// <summary><c>ingest lake expire</c>: lets tables forget old snapshots, and removes the files that only they had.</summary>
internal static class LakeExpireCommand
{
    private const int KeepMax = 1_000_000;

    public static Command Create()
    {
        var olderThan = TimeSpanOption.Create("--older-than", TimeSpan.Zero, "Age of the snapshots that may go (default: the table's history.expire.max-snapshot-age-ms, else 5d)");
        var keep = new Option<int?>("--keep") { Description = "Snapshots that stay however old they are (default: the table's history.expire.min-snapshots-to-keep, else 10)" };
        var dryRun = LakeTarget.DryRunOption();
        var command = new Command("expire", """
            Let the tables forget old snapshots, then remove the files that only they had, and metadata files that the table does not name any more. The
            current snapshot stays, and so does each that has a name. What was compacted away goes from the disk here.

            Examples:
              ingest lake expire --dry-run
              ingest lake expire --older-than 24h --keep 20
            """)
        {
            olderThan, keep, dryRun,
        };
        var target = LakeTarget.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
        {
            PlainConsole.Prepare();
            var options = new ExpiryOptions
            {
                OlderThan = parsed.GetValue(olderThan) is var age && age > TimeSpan.Zero ? age : null,
                Keep = parsed.GetValue(keep) is null or (>= 1 and <= KeepMax) ? parsed.GetValue(keep) : throw new CommandException($"--keep has to be between 1 and {KeepMax}"),
                IsDryRun = parsed.GetValue(dryRun),
            };
            return target.ForEachAsync(
                parsed,
                async (lake, table) =>
                {
                    var expiry = new Expiry(lake, TimeProvider.System);
                    Show(table, options, await CountedProgress.RunAsync(
                        $"Expiring {table.Name}", progress => expiry.RunAsync(table, options, progress, cancellation)));
                    return 0;
                },
                cancellation);
        }));
        return command;
    }

    private static void Show(LoadedTable table, ExpiryOptions options, ExpiryReport report) => Console.WriteLine(
        report.Snapshots.Count + report.MetadataFiles == 0 ? $"{table.Name}: nothing to expire."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{table.Name}: {report.Snapshots.Count} snapshots, {report.DataFiles} data files, {report.ManifestFiles} manifests and lists, {report.MetadataFiles} metadata files, {LogProgress.Bytes(report.Bytes)}{(options.IsDryRun ? " would be removed. Nothing was changed." : " were removed.")}"));
}
