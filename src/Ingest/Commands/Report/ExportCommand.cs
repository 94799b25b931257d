using System.CommandLine;

namespace Ingest.Commands.Report;

/// <summary><c>ingest export</c>: a view's or a table's rows as a file; <c>ingest report</c> with a file that has to be named.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var view = ReportOptions.ViewArgument<string>("A view, or one of the tables: event_custom, event_page, event_session, event_visit, event_vitals, fact_event, v_pa_events, v_pa_visits; 'ingest report' lists all");
        var format = ReportCommand.FormatOption();
        var output = new Option<string>("--output") { Description = "File to write; its end says the format (.csv, .tsv, .json, .ndjson, .parquet, .md), and .gz behind it compresses", HelpName = "FILE", Required = true };
        var force = ReportCommand.ForceOption();
        var command = new Command("export", """
            Write a site's figures, visits or custom events to a file: a whole one or, when it fails or is stopped, none.

            Examples:
              ingest export event_visit --site "My shop" --since 2026-11-01 --until 2026-12-01 --output visits.parquet
              ingest export event_custom --last 1y --output events.ndjson.gz
              ingest export traffic --last 6mo --by day --output traffic.csv --force
            """)
        {
            view, format, output, force,
        };
        var options = new ReportOptions(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var file = parsed.GetValue(output)!;
            var target = new ReportOutput(ReportFormat.Find(parsed.GetValue(format), file), file, parsed.GetValue(force), IsCompared: false);
            return await target.WriteAsync(await options.ReadAsync(parsed, parsed.GetValue(view)!, TimeProvider.System.GetUtcNow(), cancellation), TimeProvider.System, cancellation);
        }));
        return command;
    }
}
