using System.CommandLine;
using Ingest.Commands.Report.Html;

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
        var html = new Option<string?>("--html") { Description = "Write the dashboard of the range as one HTML file with its figures inside", HelpName = "FILE" };
        var rejections = new Option<bool>("--rejections") { Description = "Of --html: what was not stored, too" };
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
              ingest report --html out.html --site "My shop" --last 30d  # the dashboard, to publish as a static page
            """)
        {
            view, describe, compare, format, output, force, html, rejections,
        };
        var options = new ReportOptions(command);
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            if (parsed.GetValue(html) is { } page)
            {
                CheckAlone(parsed, view, [describe, compare, format, output]);
                OutputFile.Check(page, parsed.GetValue(force));
                var report = await options.ReadPageAsync(parsed, TimeProvider.System.GetUtcNow(), cancellation);
                return await new HtmlOutput(page, parsed.GetValue(force)).WriteAsync(report with { HasRejections = parsed.GetValue(rejections) }, TimeProvider.System, cancellation);
            }

            if (parsed.GetValue(rejections))
            {
                throw new CommandException("--rejections goes with --html; 'ingest report rejected' shows them here");
            }

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

    private static void CheckAlone(ParseResult parsed, Argument<string?> view, IEnumerable<Option> others)
    {
        if (parsed.GetValue(view) is { } name)
        {
            throw new CommandException($"--html writes the whole dashboard, not '{name}' alone: leave the view out, or write it with --output FILE");
        }

        if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
        {
            throw new CommandException($"--html takes no {other.Name}: it writes the whole dashboard, with the range before beside this one");
        }
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
