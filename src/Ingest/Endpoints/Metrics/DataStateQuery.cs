using System.Buffers.Binary;
using System.Globalization;

namespace Ingest.Endpoints.Metrics;

/// <summary>
/// Asks for the state of the data of a site and a time. ClickHouse gives what it has of each hour, and what follows of it is worked out here, as the view
/// <c>event_cell</c> does: a question of a few plain columns takes it a third of the time that it takes to understand that view.
/// </summary>
internal sealed class DataStateQuery(QueryRequest request, CutHours cut, string database)
{
    // A kind, an hour, a number and a flag: UInt8, Int64, Int64, UInt8.
    private const int RowBytes = 18;

    // An insert counts as under way for as long as in event_cell: thrice as long as the sink waits for an answer.
    private const long UnderWayMs = 180_000;

    private const string Sql = """
        SELECT toUInt8(0), hour, toUnixTimestamp64Milli(max(arrived_at)), toUInt8(0)
        FROM ${database}.metadata_arrival
        WHERE site_id = {site:UUID} AND hour BETWEEN {first:Int64} - 1 AND {last:Int64} + 1
        GROUP BY hour
        UNION ALL
        SELECT toUInt8(1), hour, toInt64(max(b.version)), argMax(b.is_valid, (b.version, b.is_valid))
        FROM ${database}.metadata_build AS b
        WHERE site_id = {site:UUID} AND hour BETWEEN {first:Int64} AND {last:Int64}
        GROUP BY hour
        UNION ALL
        SELECT toUInt8(2), toUnixTimestamp64Milli(now64(3)), toInt64(count() + sum(version) + sum(is_on)), toUInt8(0)
        FROM ${database}.metadata_channel_rule FINAL
        FORMAT RowBinary
        """;

    private readonly Dictionary<long, long> _arrived = [];
    private readonly Dictionary<long, (long Version, bool IsValid)> _built = [];
    private readonly long _first = CutHours.NumberOf(request.Range.Since.ToUnixTimeMilliseconds());
    private readonly long _last = CutHours.NumberOf(request.Range.Until.ToUnixTimeMilliseconds() - 1);
    private long _nowMs;
    private long _rules;

    /// <summary>Asks.</summary>
    /// <param name="reader">Whom.</param>
    /// <param name="asked">When, a timestamp of the clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MetricsException">ClickHouse does not say, and the message says why.</exception>
    public async Task<DataState> RunAsync(MetricsReader reader, long asked, CancellationToken cancellationToken)
    {
        var query = new MetricsQuery(
            Sql.Replace("${database}", database, StringComparison.Ordinal),
            [
                new("site", request.Site.ToString()),
                new("first", _first.ToString(CultureInfo.InvariantCulture)),
                new("last", _last.ToString(CultureInfo.InvariantCulture)),
            ],
            RowsMax: 1 + (2 * (int)(_last - _first + 3)));
        return await reader.ReadAsync(
            query,
            async (answer, token) =>
            {
                await ReadRowsAsync(answer, token);
                return StateOf(asked);
            },
            cancellationToken);
    }

    private async Task ReadRowsAsync(Stream answer, CancellationToken cancellationToken)
    {
        var row = new byte[RowBytes];
        await using var buffered = new BufferedStream(answer, 64 * 1024);
        while (await buffered.ReadAtLeastAsync(row, RowBytes, throwOnEndOfStream: false, cancellationToken) is var read and > 0)
        {
            if (read < RowBytes)
            {
                throw new IOException("The answer breaks off in the middle of a row.");
            }

            Take(row[0], BinaryPrimitives.ReadInt64LittleEndian(row.AsSpan(1)), BinaryPrimitives.ReadInt64LittleEndian(row.AsSpan(9)), row[17] == 1);
        }
    }

    private void Take(byte kind, long hour, long number, bool flag)
    {
        switch (kind)
        {
            case 0:
                _arrived[hour] = number;
                break;
            case 1:
                _built[hour] = (number, flag);
                break;
            default:
                (_nowMs, _rules) = (hour, number);
                break;
        }
    }

    // What has come for an hour or its neighbours counts for it: a visit goes on into the next.
    private DataState StateOf(long asked)
    {
        var (arrived, built, hasCut) = (0L, 0L, false);
        var fresh = new List<long>();
        foreach (var hour in _arrived.Keys.Where(hour => hour >= _first && hour <= _last).Order())
        {
            var near = Math.Max(_arrived[hour], Math.Max(_arrived.GetValueOrDefault(hour - 1), _arrived.GetValueOrDefault(hour + 1)));
            var (version, isValid) = _built.GetValueOrDefault(hour);
            var isWhole = cut.LeavesWhole(hour, request.Range);
            (arrived, built, hasCut) = (Math.Max(arrived, near), Math.Max(built, version), hasCut || !isWhole);
            if (!isWhole || !isValid || version <= near + UnderWayMs)
            {
                fresh.Add(hour);
            }
        }

        return new DataState(new DataVersion(arrived, built, _rules, IsSettled: arrived < _nowMs - UnderWayMs), fresh, hasCut, asked);
    }
}
