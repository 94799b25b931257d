using System.Globalization;
using System.Text.Json;

namespace Ingest.Endpoints.Metrics;

/// <summary>What the answers about a site and a time are made of, in as few numbers as tell one state from another.</summary>
/// <param name="ArrivedMs">When an insert began that had events of the time, or the hours beside it, in Unix milliseconds; the last one.</param>
/// <param name="BuiltMs">When a build of its hours began; the last one.</param>
/// <param name="Rules">Of the rules of channels.</param>
/// <param name="IsSettled">True when no insert can be under way that began before and is not visible yet: what was seen is all there is.</param>
internal sealed record DataVersion(long ArrivedMs, long BuiltMs, long Rules, bool IsSettled)
{
    // As in event_cell: thrice as long as the sink waits for an answer.
    private const string Sql = """
        SELECT
            (SELECT max(toUnixTimestamp64Milli(arrived_at)) FROM ${database}.metadata_arrival
                WHERE site_id = {site:UUID} AND hour BETWEEN {first:Int64} AND {last:Int64}) AS arrived,
            (SELECT toInt64(max(version)) FROM ${database}.metadata_build
                WHERE site_id = {site:UUID} AND hour BETWEEN {first:Int64} AND {last:Int64}) AS built,
            (SELECT toInt64(count() + sum(version) + sum(is_on)) FROM ${database}.metadata_channel_rule FINAL) AS rules,
            toUInt8(arrived < toUnixTimestamp64Milli(now64(3)) - 180000) AS is_settled
        """;

    private const long HourMs = 3_600_000;

    /// <summary>The query that asks for it. Visits go on into the next hour.</summary>
    public static MetricsQuery QueryOf(QueryRequest request, string database) => new(
        Sql.Replace("${database}", database, StringComparison.Ordinal),
        [
            new("site", request.Site.ToString()),
            new("first", Text((request.Range.Since.ToUnixTimeMilliseconds() / HourMs) - 1)),
            new("last", Text(((request.Range.Until.ToUnixTimeMilliseconds() - 1) / HourMs) + 1)),
        ],
        RowsMax: 1);

    /// <summary>Reads the answer to it.</summary>
    public static async Task<DataVersion> ReadAsync(Stream answer, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(answer);
        var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        var row = JsonSerializer.Deserialize<long[]>(lines[2]) ?? throw new IOException("The answer has no row.");
        return new DataVersion(row[0], row[1], row[2], row[3] == 1);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
