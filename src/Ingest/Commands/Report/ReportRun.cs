namespace Ingest.Commands.Report;

/// <summary>Asks for what a request names, of the ClickHouse at an address.</summary>
internal sealed class ReportRun(Uri endpoint, ReportRequest request)
{
    /// <summary>Most rows that are held in memory, to be drawn.</summary>
    public const int TableRowsMax = 10_000;

    // What a person reads of a breakdown who has not said how much.
    private const int BreakdownRows = 20;

    private readonly string _database = AnalystQuery.DatabaseOf(endpoint);

    /// <summary>The columns of the view.</summary>
    public async Task<IReadOnlyList<ReportColumn>> ColumnsAsync(CancellationToken cancellationToken) =>
        (await ReportRows.ReadAsync(endpoint, ReportQuery.OfColumns(request, _database), cancellationToken)).Columns;

    /// <summary>Copies all rows as ClickHouse writes them.</summary>
    public async Task CopyAsync(ReportFormat format, Stream output, CancellationToken cancellationToken)
    {
        var sql = ReportQuery.OfRows(request, _database, await ColumnsAsync(cancellationToken));
        if (format != ReportFormat.Json)
        {
            await AnalystQuery.CopyAsync(endpoint, sql, format.ClickHouse!, output, cancellationToken);
            return;
        }

        await AnalystQuery.AskAsync(
            endpoint,
            sql,
            format.ClickHouse!,
            async lines =>
            {
                await JsonArray.CopyAsync(lines, output, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>The rows, to be drawn; with those of the range before when they are compared.</summary>
    /// <exception cref="CommandException">There are too many, or such rows are not compared.</exception>
    public async Task<ReportAnswer> ReadAsync(bool isCompared, CancellationToken cancellationToken)
    {
        var columns = await ColumnsAsync(cancellationToken);
        var shape = ReportShapes.Of(request.View, columns);
        if (isCompared && !(shape is ReportShape.Figures or ReportShape.Series or ReportShape.Breakdown && ReportQuery.ParametersOf(request.View).Contains("since") && IsView))
        {
            throw new CommandException($"--compare: {request.View.Name} has no figures of a range to compare; leave it out");
        }

        var shown = request.Limit ?? (shape == ReportShape.Breakdown && IsView ? BreakdownRows : null);
        var rows = await RowsAsync(request with { Limit = shown + 1 }, columns, cancellationToken);
        var hasMore = rows.Rows.Count > shown;
        rows = hasMore ? rows with { Rows = [.. rows.Rows.Take(shown!.Value)] } : rows;
        var answer = new ReportAnswer(request, shape, Filled(request, shape, rows)) { HasMore = hasMore };
        return isCompared ? answer with { Previous = await PreviousAsync(shape, columns, cancellationToken) } : answer;
    }

    private bool IsView => ReportCatalogue.IsView(request.View);

    private async Task<ReportRows> PreviousAsync(ReportShape shape, IReadOnlyList<ReportColumn> columns, CancellationToken cancellationToken)
    {
        var before = request with { Range = request.Range.Previous, Limit = shape == ReportShape.Breakdown ? TableRowsMax : request.Limit };
        return Filled(before, shape, await RowsAsync(before, columns, cancellationToken));
    }

    private Task<ReportRows> RowsAsync(ReportRequest asked, IReadOnlyList<ReportColumn> columns, CancellationToken cancellationToken) =>
        ReportRows.ReadAsync(endpoint, ReportQuery.OfRows(asked, _database, columns), cancellationToken);

    // Rows of one name each have no place for an interval without any, and what is sorted otherwise, or cut, none at all.
    private static ReportRows Filled(ReportRequest asked, ReportShape shape, ReportRows rows) =>
        shape == ReportShape.Series && asked.Order is null && asked.Limit is null && !rows.Columns.Any(column => column.IsKey) ? SeriesFill.Fill(asked, rows) : rows;
}
