using System.Globalization;
using System.Text;

namespace Ingest.Load.Compare.Reports;

/// <summary>A report as a Markdown document.</summary>
internal static class MarkdownReport
{
    /// <summary>The document.</summary>
    public static string Render(CompareReport report)
    {
        var text = new StringBuilder("# Comparison with bare Kestrel\n\n");
        var machine = report.Machine;
        Line(text, $"`bench/compare.sh {string.Join(' ', report.Arguments)}`, {machine.StartedAt:yyyy-MM-dd HH:mm} UTC, commit {machine.Commit}.");
        Line(text, $"{machine.Cores} × {machine.Processor}, {machine.MemoryGigabytes} GB, {machine.Kernel}, {machine.Runtime}, {machine.Disk}; a flush of 4 KiB takes {FigureText.Of(machine.SyncMilliseconds, "ms")}.");
        Line(text, $"The generator runs on the same machine. Medians, with least and most; ratios are of medians, with least and most of one round. Made by [Ingest.Load](../Ingest.Load).");
        Bars(text, report);
        Figures(text, report);
        Scenarios(text, report);
        return text.ToString();
    }

    private static void Bars(StringBuilder text, CompareReport report)
    {
        text.Append("\n## Bars\n\n| what | floor | aim | measured | least to most | |\n|---|---|---|---|---|---|\n");
        foreach (var figure in report.Bars)
        {
            var (bar, spread) = (figure.Bar, figure.Spread);
            var measured = double.IsNaN(spread.Median) ? "–" : $"**{FigureText.Of(spread.Median)} {bar.Unit}**";
            var range = double.IsNaN(spread.Median) ? "" : $"{FigureText.Of(spread.Min)} to {FigureText.Of(spread.Max)}";
            Line(text, $"| {bar.What} | {FigureText.Of(bar.Floor)} | {FigureText.Of(bar.Aim)} | {measured} | {range} | {FigureText.Of(figure.Verdict)}{(figure.Note.Length > 0 ? "; " + figure.Note : "")} |");
        }
    }

    private static void Figures(StringBuilder text, CompareReport report)
    {
        text.Append("\n## Figures\n\n| scenario | what | median | least | most | |\n|---|---|---|---|---|---|\n");
        foreach (var figure in report.Figures)
        {
            Line(text, $"| {figure.Scenario} | {figure.Name} | {FigureText.Of(figure.Spread.Median)} {figure.Unit} | {FigureText.Of(figure.Spread.Min)} | {FigureText.Of(figure.Spread.Max)} | {figure.Note} |");
        }
    }

    private static void Scenarios(StringBuilder text, CompareReport report)
    {
        text.Append("\n## Scenarios\n\n| scenario | seconds | |\n|---|---|---|\n");
        foreach (var scenario in report.Scenarios)
        {
            Line(text, $"| {scenario.Name} | {scenario.Seconds:0} | {(scenario.Fault is { } fault ? "FAILED: " + fault.ReplaceLineEndings(" ") : "measured")} |");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
