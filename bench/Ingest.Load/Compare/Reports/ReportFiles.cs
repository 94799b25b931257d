using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Load.Compare.Reports;

/// <summary>The files of a report: JSON with every leg, and Markdown for people.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes both.</summary>
    /// <param name="report">The report.</param>
    /// <param name="path">Path without ending.</param>
    public static void Write(CompareReport report, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(Content(report), Json) + "\n");
        File.WriteAllText(path + ".md", MarkdownReport.Render(report));
    }

    private static object Content(CompareReport report) => new
    {
        command = "bench/compare.sh " + string.Join(' ', report.Arguments),
        report.Machine,
        options = new
        {
            report.Options.Rounds,
            report.Options.Seconds,
            report.Options.SinkSeconds,
            report.Options.Connections,
            report.Options.ManyConnections,
            report.Options.DrainEvents,
            report.Options.SizeEvents,
            report.Options.LogGigabytes,
            report.Options.Settings,
        },
        bars = report.Bars.Select(figure => new
        {
            figure.Bar.Name,
            figure.Bar.What,
            figure.Bar.Unit,
            figure.Bar.Floor,
            figure.Bar.Aim,
            value = Value(figure.Spread.Median),
            min = Value(figure.Spread.Min),
            max = Value(figure.Spread.Max),
            verdict = FigureText.Of(figure.Verdict),
            figure.Note,
        }),
        figures = report.Figures.Select(figure => new
        {
            figure.Scenario,
            figure.Name,
            figure.Unit,
            value = Value(figure.Spread.Median),
            min = Value(figure.Spread.Min),
            max = Value(figure.Spread.Max),
            figure.Note,
        }),
        report.Scenarios,
        report.Legs,
    };

    // Not a number: not measured.
    private static double? Value(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;
}
