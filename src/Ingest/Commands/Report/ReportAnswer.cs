namespace Ingest.Commands.Report;

/// <summary>What was asked for and what came.</summary>
/// <param name="Request">The question.</param>
/// <param name="Shape">How it is drawn.</param>
/// <param name="Rows">The rows, empty intervals among them.</param>
internal sealed record ReportAnswer(ReportRequest Request, ReportShape Shape, ReportRows Rows)
{
    /// <summary>The rows of the range before; null when they were not asked for.</summary>
    public ReportRows? Previous { get; init; }

    /// <summary>True when there are more rows than these.</summary>
    public bool HasMore { get; init; }

    /// <summary>The column that is drawn: the one that rows are sorted by, if it is one of figures, else the first of them; null when there is none to draw.</summary>
    public ReportColumn? Measure
    {
        get
        {
            var order = ReportQuery.DefaultOrder(Request.View).Columns;
            string?[] sorted = [Request.Order?.Column, .. order.Take(1)];
            return sorted.Select(name => Rows.Columns.FirstOrDefault(column => column.Name == name && column.IsMeasure)).FirstOrDefault(column => column is not null)
                ?? (Shape != ReportShape.Breakdown || (order.Count == 0 && ReportCatalogue.IsView(Request.View)) ? Rows.Columns.FirstOrDefault(column => column.IsMeasure) : null);
        }
    }
}
