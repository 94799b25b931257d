using Ingest.Load.Compare.Bars;
using Spectre.Console;

namespace Ingest.Load.Compare.Reports;

/// <summary>The bars as a table on the console.</summary>
internal static class ConsoleTable
{
    // A pipe has no width of its own, and would get the 80 columns of a small terminal.
    private const int WidthMin = 150;

    /// <summary>Gives a console that is no terminal the width of the tables.</summary>
    public static void Widen(IAnsiConsole console) => console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);

    /// <summary>Prints those that were asked for.</summary>
    public static void Print(CompareReport report, IAnsiConsole console)
    {
        Widen(console);
        var table = new Table().RoundedBorder().AddColumns("bar", "what", "floor", "aim", "measured", "least to most", "");
        foreach (var figure in report.Bars.Where(figure => report.Options.Only.Count == 0 || figure.Verdict != Verdict.NotMeasured))
        {
            var colour = figure.Verdict switch { Verdict.Aim => "green", Verdict.Floor => "yellow", Verdict.Missed => "red", _ => "grey" };
            var spread = figure.Spread;
            table.AddRow([.. ((string[])[figure.Bar.Name, figure.Bar.What, FigureText.Of(figure.Bar.Floor), FigureText.Of(figure.Bar.Aim), $"{FigureText.Of(spread.Median)} {figure.Bar.Unit}", $"{FigureText.Of(spread.Min)} to {FigureText.Of(spread.Max)}"]).Select(Markup.Escape), $"[{colour}]{FigureText.Of(figure.Verdict)}[/]"]);
        }

        console.Write(table);
        foreach (var scenario in report.Scenarios.Where(scenario => scenario.Fault is not null))
        {
            console.MarkupLineInterpolated($"[red]{scenario.Name} failed:[/] {scenario.Fault}");
        }
    }
}
