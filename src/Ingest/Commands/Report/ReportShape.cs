using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands.Report;

/// <summary>How an answer is drawn.</summary>
internal enum ReportShape
{
    /// <summary>One row: a line for each figure.</summary>
    Figures,

    /// <summary>Figures by intervals: a chart, and the table beneath.</summary>
    Series,

    /// <summary>Rows with a bar each.</summary>
    Breakdown,

    /// <summary>Cohorts by age, shaded.</summary>
    Retention,

    /// <summary>Weekdays by hours, shaded.</summary>
    WeeklyHours,

    /// <summary>Steps with a bar each.</summary>
    Funnel,
}

/// <summary>Which answer is drawn how.</summary>
internal static class ReportShapes
{
    // Names of columns that are begins of intervals.
    private static readonly string[] Intervals = ["bucket", "day", "minute"];

    /// <summary>The shape of a view with these columns.</summary>
    public static ReportShape Of(ViewFile view, IReadOnlyList<ReportColumn> columns) => view.Name switch
    {
        "view_retention" => ReportShape.Retention,
        "view_weekly_hours" => ReportShape.WeeklyHours,
        "view_funnel" => ReportShape.Funnel,
        _ when IntervalOf(columns) is not null => ReportShape.Series,
        _ when !columns.Any(column => column.IsKey) => ReportShape.Figures,
        _ => ReportShape.Breakdown,
    };

    /// <summary>The column of the intervals; null when there is none.</summary>
    public static ReportColumn? IntervalOf(IReadOnlyList<ReportColumn> columns) => columns.FirstOrDefault(column => Intervals.Contains(column.Name));

    /// <summary>What the intervals of a view are.</summary>
    public static IntervalUnit UnitOf(ReportRequest request, ReportColumn interval) => interval.Name switch
    {
        "day" => IntervalUnit.Day,
        "minute" => IntervalUnit.Minute,
        _ => request.Unit,
    };
}
