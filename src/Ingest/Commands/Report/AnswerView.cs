using System.Globalization;
using Spectre.Console;

namespace Ingest.Commands.Report;

/// <summary>Draws an answer on a terminal, or as plain text where there is none.</summary>
internal sealed class AnswerView(IAnsiConsole console)
{
    private const int BarWidth = 24;
    private const int ChartWidthMax = 120;
    private const int ChartHeight = 6;
    private const int SeriesMax = 8;

    // What tells least, where a terminal is too narrow for all: other columns are made of these.
    private static readonly string[] Spare = ["visit_seconds", "seconds", "bounces", "custom_events", "views_per_visit", "visits"];

    /// <summary>Draws it.</summary>
    /// <param name="title">What stands above it.</param>
    /// <param name="answer">The answer.</param>
    public void Write(string title, ReportAnswer answer)
    {
        console.Write(new Text(title + "\n", new Style(decoration: Decoration.Bold)));
        if (answer.Rows.Rows.Count == 0)
        {
            console.Write(new Text("No rows.\n"));
            return;
        }

        var table = AnswerTable.Of(answer);
        switch (answer.Shape)
        {
            case ReportShape.Series:
                WriteChart(answer);
                break;
            case ReportShape.Retention:
                table = Shaded(table, from: 2, cell => cell.Length == 0 ? -1 : double.Parse(cell.TrimEnd('%'), CultureInfo.InvariantCulture) / 100);
                break;
            case ReportShape.WeeklyHours:
                var max = table.Rows.Max(row => row.Skip(1).Max(ValueOf));
                table = Shaded(table, from: 1, cell => max == 0 ? 0 : ValueOf(cell) / max);
                break;
            case ReportShape.Breakdown or ReportShape.Funnel:
                table = WithBars(table, answer);
                break;
            default:
                break;
        }

        Write(table);
        if (answer.HasMore)
        {
            console.Write(new Text($"The first {answer.Rows.Rows.Count} rows; --limit shows more.\n"));
        }
    }

    private void WriteChart(ReportAnswer answer)
    {
        var (measure, interval) = (answer.Measure!, ReportShapes.IntervalOf(answer.Rows.Columns)!);
        var (value, time) = (answer.Rows.PlaceOf(measure.Name), answer.Rows.PlaceOf(interval.Name));
        var begins = SeriesFill.Begins(answer.Request, interval);
        var series = answer.Rows.Rows
            .GroupBy(row => string.Join(" ", answer.Rows.Columns.Zip(row).Where(pair => pair.First.IsKey).Select(pair => CellText.Of(pair.Second, pair.First, answer.Request.Zone))), StringComparer.Ordinal)
            .Select(rows => (Name: rows.Key, Values: rows.ToDictionary(row => ReportRows.TimeOf(row[time]), row => ReportRows.NumberOf(row[value]))))
            .OrderByDescending(one => one.Values.Values.Sum())
            .ToList();
        var width = Math.Clamp(console.Profile.Width - 16, 10, ChartWidthMax);
        if (series is [{ Name: "" } only])
        {
            WriteColumns(measure, [.. begins.Select(begin => only.Values.GetValueOrDefault(begin))], width);
            return;
        }

        var length = Math.Min(30, series.Max(one => one.Name.Length));
        foreach (var (name, values) in series.Take(SeriesMax))
        {
            var shown = name.Length > length ? name[..(length - 1)] + "…" : name.PadRight(length);
            WriteLine($"{shown}  {Blocks.Sparkline([.. begins.Select(begin => values.GetValueOrDefault(begin))], width - length)}", Color.Blue);
        }
    }

    private void WriteColumns(ReportColumn measure, IReadOnlyList<double> values, int width)
    {
        var top = CellText.Of(System.Text.Json.JsonSerializer.SerializeToElement(values.Count == 0 ? 0 : values.Max()), measure, TimeZoneInfo.Utc);
        var lines = Blocks.Columns(values, width, ChartHeight);
        for (var i = 0; i < lines.Count; i++)
        {
            var mark = i == 0 ? top : i == lines.Count - 1 ? measure.Name : "";
            WriteLine($"{mark,14} ┤{lines[i]}", Color.Blue);
        }
    }

    private static TextTable WithBars(TextTable table, ReportAnswer answer)
    {
        if (answer.Measure is not { } measure)
        {
            return table;
        }

        var place = answer.Rows.PlaceOf(measure.Name);
        var values = answer.Rows.Rows.Select(row => ReportRows.NumberOf(row[place])).ToList();
        var max = values.Max();
        return table.With("", isRight: false, [.. values.Select(value => Blocks.Bar(value, max, BarWidth))]);
    }

    private static TextTable Shaded(TextTable table, int from, Func<string, double> share) => table with
    {
        Rows = [.. table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select((cell, i) => i < from || share(cell) < 0 ? cell : $"{Blocks.Shade(share(cell))} {cell}")])],
    };

    private void Write(TextTable table)
    {
        foreach (var column in Spare.TakeWhile(_ => table.Width > console.Profile.Width))
        {
            table = table.Without(column);
        }

        var drawn = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var (head, isRight) in table.Columns)
        {
            drawn.AddColumn(new TableColumn(new Text(head)) { Alignment = isRight ? Justify.Right : Justify.Left, NoWrap = isRight, Padding = new Padding(0, 0, 1, 0) });
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow(row.Select((cell, i) => new Text(cell, table.Columns[i].Head.Length == 0 ? new Style(Color.Blue) : Style.Plain)));
        }

        console.Write(drawn);
    }

    private static double ValueOf(string cell) => double.Parse(cell, NumberStyles.Number, CultureInfo.InvariantCulture);

    private void WriteLine(string text, Color color) => console.Write(new Text(text + "\n", new Style(color)));
}
