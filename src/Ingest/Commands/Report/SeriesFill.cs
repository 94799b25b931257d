using System.Text.Json;

namespace Ingest.Commands.Report;

/// <summary>Puts the intervals that have no events between those that have some.</summary>
internal static class SeriesFill
{
    // What view_realtime looks back.
    private static readonly TimeSpan RealtimeLength = TimeSpan.FromMinutes(30);

    private static readonly JsonElement Zero = JsonSerializer.SerializeToElement(0);
    private static readonly JsonElement Null = JsonSerializer.SerializeToElement<object?>(null);

    /// <summary>A row for each interval of the range, in order: counts of one without events are zero, what only events have is not known.</summary>
    public static ReportRows Fill(ReportRequest request, ReportRows rows)
    {
        var interval = ReportShapes.IntervalOf(rows.Columns)!;
        var place = rows.PlaceOf(interval.Name);
        var found = rows.Rows.ToDictionary(row => ReportRows.TimeOf(row[place]));
        foreach (var begin in Begins(request, interval))
        {
            found.TryAdd(begin, Empty(rows.Columns, place, begin));
        }

        return rows with { Rows = [.. found.OrderBy(pair => pair.Key).Select(pair => pair.Value)] };
    }

    /// <summary>The begins of the intervals that an answer is about.</summary>
    public static IReadOnlyList<DateTimeOffset> Begins(ReportRequest request, ReportColumn interval) => TimeBuckets.Between(
        ReportQuery.ParametersOf(request.View).Contains("since") ? request.Range.Since : request.Range.Until - RealtimeLength,
        request.Range.Until,
        ReportShapes.UnitOf(request, interval),
        request.Zone);

    private static JsonElement[] Empty(IReadOnlyList<ReportColumn> columns, int place, DateTimeOffset begin)
    {
        var row = columns.Select(column => column.Type.StartsWith("Nullable(", StringComparison.Ordinal) ? Null : Zero).ToArray();
        row[place] = ReportRows.OfTime(begin);
        return row;
    }
}
