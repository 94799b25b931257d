using System.Text.Json;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics;

/// <summary>The state in which ClickHouse had the events of a site and a time.</summary>
/// <param name="Version">What tells it from other states.</param>
/// <param name="FreshCells">The cells of the hours that were not built, in ClickHouse's text form; null when there are too many to hand them over.</param>
/// <param name="HasCutHours">True when the range or an interval cuts one of these hours.</param>
/// <param name="Asked">When ClickHouse was asked, a timestamp of the clock.</param>
internal sealed record DataState(DataVersion Version, string? FreshCells, bool HasCutHours, long Asked)
{
    private const string NoFreshCells = "[]";

    // An insert counts as under way for as long as in event_cell: thrice as long as the sink waits for an answer.
    private const string Sql = """
        SELECT
            toInt64(max(near_ms)) AS arrived,
            toInt64(max(version)) AS built,
            (SELECT toInt64(count() + sum(version) + sum(is_on)) FROM ${database}.metadata_channel_rule FINAL) AS rules,
            toUInt8(arrived < toUnixTimestamp64Milli(now64(3)) - 180000) AS is_settled,
            groupArrayIf(cell, NOT is_built) AS fresh,
            countIf(NOT is_whole) AS cut
        FROM (${cells})
        """;

    // Six weeks of hours that are not built: more of them would make the text of the query long.
    private const int CellsMax = 1000;

    /// <summary>How the query of a view knows the hours that were not built.</summary>
    public FreshHours HoursOf(CataloguedView view) => view.Cut is null || FreshCells is null ? FreshHours.Asked : FreshCells == NoFreshCells ? FreshHours.None : FreshHours.Given;

    /// <summary>The query that asks for it.</summary>
    /// <param name="request">A question about the site and time.</param>
    /// <param name="cut">How it cuts hours.</param>
    /// <param name="database">Name of the database.</param>
    public static MetricsQuery QueryOf(QueryRequest request, CutHours cut, string database) => new(
        Sql.Replace("${cells}", ViewQuery.CellsOfSite, StringComparison.Ordinal).Replace("${database}", database, StringComparison.Ordinal),
        [
            new("site", request.Site.ToString()),
            new("since", ClickHouseText.Of(request.Range.Since)),
            new("until", ClickHouseText.Of(request.Range.Until)),
            new("tz", ClickHouseText.Of(cut.Zone)),
            new("unit", cut.Unit),
        ],
        RowsMax: 1);

    /// <summary>Reads the answer to it.</summary>
    public static async Task<DataState> ReadAsync(Stream answer, long asked, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(answer);
        var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        using var row = JsonDocument.Parse(lines[2]);
        var values = row.RootElement;
        var version = new DataVersion(values[0].GetInt64(), values[1].GetInt64(), values[2].GetInt64(), values[3].GetInt64() == 1);
        return new DataState(version, values[4].GetArrayLength() <= CellsMax ? values[4].GetRawText() : null, values[5].GetInt64() > 0, asked);
    }
}
