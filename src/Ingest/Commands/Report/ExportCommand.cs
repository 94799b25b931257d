using System.CommandLine;
using Ingest.Commands.Lake;
using Ingest.Commands.Lake.Export;

namespace Ingest.Commands.Report;

/// <summary>
/// <c>ingest export</c>: a view's or a table's rows as a file; <c>ingest report</c> with a file that has to be named. With <c>--iceberg</c> tables as a
/// whole into the lake: <c>ingest lake export</c>, of what other engines go on with.
/// </summary>
internal static class ExportCommand
{
    private const string OfIceberg = "(--iceberg) ";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var view = ReportOptions.ViewArgument<string?>("A view, or one of the tables: event_custom, event_page, event_session, event_visit, event_vitals, fact_event, v_pa_events, v_pa_visits; 'ingest report' lists all. "
            + $"{OfIceberg}tables, with commas between them (default: {string.Join(", ", ExportOptions.PortableTables)})");
        view.Arity = ArgumentArity.ZeroOrOne;
        var format = ReportCommand.FormatOption();
        var output = new Option<string?>("--output") { Description = "File to write; its end says the format (.csv, .tsv, .json, .ndjson, .parquet, .md), and .gz behind it compresses", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = $"Replace a file that is there. {OfIceberg}write days again that are unchanged" };
        var iceberg = new Option<bool>("--iceberg") { Description = "Copy tables into the lake, for other engines, in place of a file" };
        var (from, to, dryRun) = (LakeExportCommand.FromOption(OfIceberg), LakeExportCommand.ToOption(OfIceberg), LakeExportCommand.DryRunOption(OfIceberg));
        var command = new Command("export", """
            Write a site's figures, visits or custom events to a file: a whole one or, when it fails or is stopped, none.
            With --iceberg, copy tables of all sites into the lake of the settings, day by day and each however often it is run,
            as 'ingest lake export' does, which takes more options: by default event_* and the descriptions that they name.
            fact_* go along when they are named, view_* never: they are questions, and ClickHouse's own.

            Examples:
              ingest export event_visit --site "My shop" --since 2026-11-01 --until 2026-12-01 --output visits.parquet
              ingest export event_custom --last 1y --output events.ndjson.gz
              ingest export traffic --last 6mo --by day --output traffic.csv --force
              ingest export --iceberg --from 2026-11-01 --to 2026-12-01
              ingest export event_visit,fact_event --iceberg --from 2026-11-01 --to 2026-12-01 --dry-run
            """)
        {
            view, format, output, force, iceberg, from, to, dryRun,
        };
        var options = new ReportOptions(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var name = parsed.GetValue(view);
            if (parsed.GetValue(iceberg))
            {
                CheckNone(parsed, [format, output], "--iceberg writes into the lake, and takes no");
                var (endpoint, data) = options.PlaceOf(parsed);
                var tables = name is null ? ExportOptions.PortableTables : ExportOptions.SplitNames([name]);
                return await LakeExportCommand.RunAsync(
                    new ExportOptions(tables, parsed.GetValue(from), parsed.GetValue(to), TimeColumn: null, parsed.GetValue(force), parsed.GetValue(dryRun)), endpoint, data, json: false, cancellation);
            }

            CheckNone(parsed, [from, to, dryRun], "A file has --since and --until; without --iceberg there is no");
            var file = parsed.GetValue(output);
            if (name is null || file is null)
            {
                throw new CommandException("Name a view and a file, for example 'ingest export event_visit --output visits.parquet', or --iceberg for the lake");
            }

            var target = new ReportOutput(ReportFormat.Find(parsed.GetValue(format), file), file, parsed.GetValue(force), IsCompared: false);
            return await target.WriteAsync(await options.ReadAsync(parsed, name, TimeProvider.System.GetUtcNow(), cancellation), TimeProvider.System, cancellation);
        }));
        return command;
    }

    private static void CheckNone(ParseResult parsed, IEnumerable<Option> others, string reason)
    {
        if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
        {
            throw new CommandException($"{reason} {other.Name}");
        }
    }
}
