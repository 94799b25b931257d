using System.CommandLine;

namespace Ingest.Commands.Report;

/// <summary><c>ingest report</c>: a site's figures on a terminal, or in a file.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var view = ReportOptions.ViewArgument<string?>("What to show, for example visitors, pages or funnel; all are listed when left out");
        view.Arity = ArgumentArity.ZeroOrOne;
        var describe = new Option<bool>("--describe") { Description = "Say what the view's columns and parameters are" };
        var compare = new Option<bool>("--compare") { Description = "Show the range before beside this one" };
        var format = FormatOption();
        var output = new Option<string?>("--output") { Description = "File to write; its end says the format, and .gz behind it compresses", HelpName = "FILE" };
        var force = ForceOption();
        var command = new Command("report", """
            Show a site's figures: the views of ClickHouse as tables, charts and bars, for people or for programs.

            Examples:
              ingest report                                              # what there is
              ingest report visitors --site "My shop" --last 30d --by day --compare
              ingest report pages --last 12w --where country=DE --where country=AT --where device!=mobile
              ingest report funnel --step path:/ --step "path:/pricing*" --step event:signup --within 7d
              ingest report referrers --since 2026-11-01 --until 2026-12-01 --order visits:desc --limit 50 --format csv
              ingest report retention --last 12w --by week
              ingest report funnel --describe
            """)
        {
            view, describe, compare, format, output, force,
        };
        var options = new ReportOptions(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            if (parsed.GetValue(view) is not { } name)
            {
                ViewDescription.List();
                return 0;
            }

            if (parsed.GetValue(describe))
            {
                await ViewDescription.ShowAsync(options.EndpointOf(parsed), ReportCatalogue.Find(name, byIntervals: false), cancellation);
                return 0;
            }

            var file = parsed.GetValue(output);
            var target = new ReportOutput(ReportFormat.Find(parsed.GetValue(format), file), file, parsed.GetValue(force), parsed.GetValue(compare));
            return await target.WriteAsync(await options.ReadAsync(parsed, name, TimeProvider.System.GetUtcNow(), cancellation), TimeProvider.System, cancellation);
        }));
        return command;
    }

    /// <summary>A fresh <c>--format</c>.</summary>
    public static Option<string?> FormatOption()
    {
        var format = new Option<string?>("--format")
        {
            Description = $"{string.Join(", ", ReportFormat.All.Select(one => one.Name))} (default: what the file's end says, else table)",
            HelpName = "FORMAT",
        };
        format.CompletionSources.Add([.. ReportFormat.All.Select(one => one.Name)]);
        return format;
    }

    /// <summary>A fresh <c>--force</c>.</summary>
    public static Option<bool> ForceOption() => new("--force") { Description = "Replace a file that is there" };
}
