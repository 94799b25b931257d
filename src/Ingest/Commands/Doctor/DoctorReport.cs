using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Ingest.Commands.Doctor;

/// <summary>Shows what was found: to a person as it is found, or to a tool at the end.</summary>
internal static class DoctorReport
{
    private const int NameWidth = 20;
    private const int LevelWidth = 9;
    private const int IndentWidth = 2;

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>What is examined.</summary>
    public static void PrintHead(Deployment deployment) => AnsiConsole.MarkupLine(
        $"[bold]{Markup.Escape(deployment.DataPath)}[/], {(deployment.Server is { } server ? string.Create(CultureInfo.InvariantCulture, $"with a running server (process {server.Run.ProcessId})") : "without a running server")}");

    /// <summary>The findings of one area.</summary>
    public static void PrintArea(string area, IEnumerable<Finding> findings)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(area)}[/]");
        foreach (var finding in findings)
        {
            var line = new Grid { Expand = false };
            line.AddColumn(new GridColumn { Width = LevelWidth, NoWrap = true, Padding = new Padding(IndentWidth, 0, 0, 0) });
            line.AddColumn(new GridColumn { Width = NameWidth, NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
            line.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
            line.AddRow(new Markup(Word(finding.Level)), new Text(finding.Check), new Text(finding.Measured));
            AnsiConsole.Write(line);
            if (finding.Remedy is not null)
            {
                AnsiConsole.Write(new Padder(new Markup($"[italic]→ {Markup.Escape(finding.Remedy)}[/]"), new Padding(IndentWidth + LevelWidth, 0, 0, 0)));
            }
        }
    }

    /// <summary>The sum of it.</summary>
    public static void PrintSum(IReadOnlyList<Finding> findings)
    {
        AnsiConsole.WriteLine();
        var (faults, warnings) = (Count(findings, FindingLevel.Fault), Count(findings, FindingLevel.Warning));
        AnsiConsole.MarkupLine(
            faults > 0 ? $"[red]{Number(faults, "fault")}[/], {Number(warnings, "warning")}: mend the faults first."
            : warnings > 0 ? $"[green]No faults[/], [yellow]{Number(warnings, "warning")}[/]."
            : "[green]Everything is as it should be.[/]");
    }

    /// <summary>All of it as JSON, on standard output.</summary>
    public static void PrintJson(Deployment deployment, IReadOnlyList<(string Area, Finding Finding)> findings)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, Indented))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", findings.All(found => found.Finding.Level != FindingLevel.Fault));
            json.WriteString("data", deployment.DataPath);
            json.WriteBoolean("running", deployment.Server is not null);
            json.WriteStartArray("findings");
            foreach (var (area, finding) in findings)
            {
                json.WriteStartObject();
                json.WriteString("area", area);
                json.WriteString("check", finding.Check);
                json.WriteString("level", LevelName(finding.Level));
                json.WriteString("measured", finding.Measured);
                json.WriteString("remedy", finding.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static int Count(IReadOnlyList<Finding> findings, FindingLevel level) => findings.Count(finding => finding.Level == level);

    private static string Number(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Word(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "[green]ok[/]",
        FindingLevel.Warning => "[yellow]warning[/]",
        _ => "[red bold]fault[/]",
    };

    private static string LevelName(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warning => "warning",
        _ => "fault",
    };
}
