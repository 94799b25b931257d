using System.Globalization;
using System.Text.Json;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics;

/// <summary>The state in which ClickHouse had the events of a site and a time.</summary>
/// <param name="Version">What tells it from other states.</param>
/// <param name="FreshCells">The cells of the hours that were not built, in ClickHouse's text form; null when the query is to find them itself.</param>
/// <param name="Asked">When ClickHouse was asked, a timestamp of the clock.</param>
internal sealed record DataState(DataVersion Version, string? FreshCells, long Asked)
{
    private const string NoFreshCells = "[]";

    // As in event_cell: thrice as long as the sink waits for an answer.
    private const string Sql = """
        SELECT
            (SELECT max(toUnixTimestamp64Milli(arrived_at)) FROM ${database}.metadata_arrival
                WHERE site_id = {site:UUID} AND hour BETWEEN {first:Int64} AND {last:Int64}) AS arrived,
            (SELECT toInt64(max(version)) FROM ${database}.metadata_build
                WHERE site_id = {site:UUID} AND hour BETWEEN {first:Int64} AND {last:Int64}) AS built,
            (SELECT toInt64(count() + sum(version) + sum(is_on)) FROM ${database}.metadata_channel_rule FINAL) AS rules,
            toUInt8(arrived < toUnixTimestamp64Milli(now64(3)) - 180000) AS is_settled,
            (${cells}) AS cells
        """;

    private const string NoCells = "SELECT CAST([] AS Array(UInt32))";
    private const long HourMs = 3_600_000;

    // Six weeks of hours that are not built: more of them would make the text of the query long.
    private const int CellsMax = 1000;

    /// <summary>How a query knows the hours that were not built.</summary>
    public FreshHours Hours => FreshCells switch { null => FreshHours.Asked, NoFreshCells => FreshHours.None, _ => FreshHours.Given };

    /// <summary>The query that asks for it. Visits go on into the next hour.</summary>
    public static MetricsQuery QueryOf(QueryRequest request, string database) => new(
        Sql.Replace("${cells}", request.View.Cells ?? NoCells, StringComparison.Ordinal).Replace("${database}", database, StringComparison.Ordinal),
        [
            new("site", request.Site.ToString()),
            new("first", Text((request.Range.Since.ToUnixTimeMilliseconds() / HourMs) - 1)),
            new("last", Text(((request.Range.Until.ToUnixTimeMilliseconds() - 1) / HourMs) + 1)),
            new("since", ClickHouseText.Of(request.Range.Since)),
            new("until", ClickHouseText.Of(request.Range.Until)),
            new("tz", ClickHouseText.Of(request.TimeZone)),
            new("unit", request.Unit ?? ""),
        ],
        RowsMax: 1);

    /// <summary>Reads the answer to it.</summary>
    public static async Task<DataState> ReadAsync(QueryRequest request, Stream answer, long asked, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(answer);
        var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        using var row = JsonDocument.Parse(lines[2]);
        var values = row.RootElement;
        var version = new DataVersion(values[0].GetInt64(), values[1].GetInt64(), values[2].GetInt64(), values[3].GetInt64() == 1);
        var isKnown = request.View.Cells is not null && values[4].GetArrayLength() <= CellsMax;
        return new DataState(version, isKnown ? values[4].GetRawText() : null, asked);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
