using System.Globalization;
using System.Text.Json;

namespace Ingest.Commands.Report;

/// <summary>An answer as a table of texts.</summary>
internal static class AnswerTable
{
    private const string KeySeparator = "\n";

    private const string Nameless = "(none)";

    private static readonly JsonElement Zero = JsonSerializer.SerializeToElement(0);
    private static readonly string[] Weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>The table.</summary>
    public static TextTable Of(ReportAnswer answer) => answer.Shape switch
    {
        ReportShape.Figures => Figures(answer),
        ReportShape.Retention => Retention(answer),
        ReportShape.WeeklyHours => WeeklyHours(answer),
        _ => Compared(answer, Rows(answer)),
    };

    private static TextTable Rows(ReportAnswer answer)
    {
        var columns = answer.Rows.Columns;
        return new TextTable(
            [.. columns.Select(column => (column.Name, IsRight(column)))],
            [.. answer.Rows.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select((value, i) => Cell(answer, value, columns[i]))])]);
    }

    private static string Cell(ReportAnswer answer, JsonElement value, ReportColumn column) =>
        answer.Shape == ReportShape.Series && column == ReportShapes.IntervalOf(answer.Rows.Columns)
            ? TimeBuckets.Label(ReportRows.TimeOf(value), ReportShapes.UnitOf(answer.Request, column), answer.Request.Zone)
            : IsNameless(answer, value, column) ? Nameless
            : CellText.Of(value, column, answer.Request.Zone);

    // The views say by the empty text that a thing is not known.
    private static bool IsNameless(ReportAnswer answer, JsonElement value, ReportColumn column) =>
        answer.Shape == ReportShape.Breakdown && column == answer.Rows.Columns[0] && value.ValueKind == JsonValueKind.String && value.GetString() is "";

    private static TextTable Figures(ReportAnswer answer)
    {
        var (columns, row) = (answer.Rows.Columns, answer.Rows.Rows.Count > 0 ? answer.Rows.Rows[0] : []);
        var table = new TextTable([("figure", false), ("value", true)], [.. row.Select((value, i) => (IReadOnlyList<string>)[columns[i].Name, Cell(answer, value, columns[i])])]);
        if (answer.Previous is not { Rows: [var before, ..] })
        {
            return table;
        }

        return table
            .With("previous", isRight: true, [.. before.Select((value, i) => Cell(answer, value, columns[i]))])
            .With("change", isRight: true, [.. row.Select((value, i) => CellText.Change(columns[i].Kind, ReportRows.NumberOf(value), ReportRows.NumberOf(before[i])))]);
    }

    // Intervals are compared by their place in the range, other rows by their names.
    private static TextTable Compared(ReportAnswer answer, TextTable table)
    {
        if (answer.Previous is not { } previous || answer.Measure is not { } measure)
        {
            return table;
        }

        var place = answer.Rows.PlaceOf(measure.Name);
        var (keyBefore, keyNow) = (KeyOf(answer, previous, answer.Request.Range.Previous), KeyOf(answer, answer.Rows, answer.Request.Range));
        var byName = previous.Rows.DistinctBy(keyBefore, StringComparer.Ordinal).ToDictionary(keyBefore, row => row[place], StringComparer.Ordinal);
        var before = answer.Rows.Rows.Select(row => byName.TryGetValue(keyNow(row), out var value) ? value : Zero).ToList();
        return table
            .With($"previous {measure.Name}", isRight: true, [.. before.Select(value => Cell(answer, value, measure))])
            .With("change", isRight: true, [.. before.Select((value, i) => CellText.Change(measure.Kind, ReportRows.NumberOf(answer.Rows.Rows[i][place]), ReportRows.NumberOf(value)))]);
    }

    private static Func<JsonElement[], string> KeyOf(ReportAnswer answer, ReportRows rows, ReportRange range)
    {
        string Names(JsonElement[] row) => string.Join(KeySeparator, rows.Columns.Zip(row).Where(pair => pair.First.IsKey).Select(pair => pair.Second.ToString()));
        if (answer.Shape != ReportShape.Series)
        {
            return Names;
        }

        var interval = ReportShapes.IntervalOf(rows.Columns)!;
        var time = rows.PlaceOf(interval.Name);
        var places = SeriesFill.Begins(answer.Request with { Range = range }, interval).Select((begin, i) => (begin, i)).ToDictionary(pair => pair.begin, pair => pair.i);
        return row => string.Create(CultureInfo.InvariantCulture, $"{places.GetValueOrDefault(ReportRows.TimeOf(row[time]), -1)}{KeySeparator}{Names(row)}");
    }

    private static TextTable Retention(ReportAnswer answer)
    {
        var rows = answer.Rows;
        var (cohort, age, visitors, all) = (rows.PlaceOf("cohort"), rows.PlaceOf("age"), rows.PlaceOf("visitors"), rows.PlaceOf("cohort_visitors"));
        var ages = rows.Rows.Count == 0 ? 0 : (int)rows.Rows.Max(row => ReportRows.NumberOf(row[age])) + 1;
        var lines = rows.Rows.GroupBy(row => row[cohort].GetString()!, StringComparer.Ordinal).Select(group =>
        {
            var shares = group.ToDictionary(row => (int)ReportRows.NumberOf(row[age]), row => ReportRows.NumberOf(row[visitors]) / ReportRows.NumberOf(row[all]));
            var first = group.First();
            return (IReadOnlyList<string>)
            [
                TimeBuckets.Label(ReportRows.TimeOf(first[cohort]), answer.Request.Unit, answer.Request.Zone),
                CellText.Number(ReportRows.NumberOf(first[all])),
                .. Enumerable.Range(0, ages).Select(i => shares.TryGetValue(i, out var share) ? CellText.Share(share) : ""),
            ];
        });
        return new TextTable(
            [("cohort", false), ("visitors", true), .. Enumerable.Range(0, ages).Select(i => ($"{TimeBuckets.NameOf(answer.Request.Unit)} {i}", true))],
            [.. lines]);
    }

    private static TextTable WeeklyHours(ReportAnswer answer)
    {
        var rows = answer.Rows;
        var (weekday, hour, measure) = (rows.PlaceOf("weekday"), rows.PlaceOf("hour"), rows.PlaceOf(answer.Measure!.Name));
        var values = rows.Rows.ToDictionary(row => ((int)ReportRows.NumberOf(row[weekday]), (int)ReportRows.NumberOf(row[hour])), row => ReportRows.NumberOf(row[measure]));
        return new TextTable(
            [("", false), .. Enumerable.Range(0, 24).Select(i => (i.ToString("00", CultureInfo.InvariantCulture), true))],
            [.. Weekdays.Select((name, day) => (IReadOnlyList<string>)[name, .. Enumerable.Range(0, 24).Select(i => CellText.Number(values.GetValueOrDefault((day + 1, i))))])]);
    }

    private static bool IsRight(ReportColumn column) => column.Kind is CellKind.Number or CellKind.Share or CellKind.Seconds or CellKind.Milliseconds;
}
