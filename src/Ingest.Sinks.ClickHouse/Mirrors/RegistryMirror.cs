using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ingest.Core.Registry;
using Ingest.Core.Sinks;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse.Mirrors;

/// <summary>Keeps a table equal to a registry, so that queries can name what is registered.</summary>
/// <typeparam name="T">What is registered.</typeparam>
public abstract class RegistryMirror<T>
    where T : class, IRegistryEntry<T>
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private readonly ClickHouseClient _client;
    private readonly ClickHouseOptions _options;
    private readonly TimeProvider _time;
    private readonly Type _row;
    private readonly string _table;
    private readonly string _columns;

    private protected RegistryMirror(ClickHouseClient client, ClickHouseOptions options, TimeProvider time, string table, Type row)
    {
        (_client, _options, _time, _row) = (client, options, time, row);
        _table = $"{options.Database}.{table}";
        _columns = string.Join(", ", Json.GetTypeInfo(row).Properties.Select(column => column.Name));
    }

    /// <summary>
    /// Writes what differs, those deleted among it, and marks as deleted what is gone. Repeating it changes nothing. Does not throw for the far end's faults.
    /// </summary>
    public async ValueTask<DeliveryOutcome> MirrorAsync(IReadOnlyCollection<T> entries, CancellationToken cancellationToken)
    {
        try
        {
            var present = await ReadAsync(cancellationToken);
            var now = _time.GetUtcNow();
            var wanted = entries.Select(RowOf).ToDictionary(row => row.Id);
            var changed = wanted.Values.Where(row => !present.TryGetValue(row.Id, out var old) || !row.Says(old))
                .Concat(present.Values.Where(row => row.IsDeleted == 0 && !wanted.ContainsKey(row.Id)).Select(row => row.DeletedBy(now)));

            // A clock that was put back must not leave the rows of before as the newest: the greatest version is the one that counts.
            var version = Math.Max(now.ToUnixTimeMilliseconds(), present.Values.Select(row => row.Version + 1).DefaultIfEmpty().Max());
            await WriteAsync([.. changed.Select(row => row with { Version = version })], cancellationToken);
            return DeliveryOutcome.Delivered;
        }
        catch (Exception e) when (ClickHouseFault.IsFarEnds(e) && !cancellationToken.IsCancellationRequested)
        {
            return DeliveryOutcome.Retry(ClickHouseFault.Describe(e, _options.Endpoint));
        }
    }

    private protected abstract MirrorRow RowOf(T entry);

    private async Task<Dictionary<Guid, MirrorRow>> ReadAsync(CancellationToken cancellationToken)
    {
        var text = await _client.QueryTextAsync(
            $"SELECT {_columns} FROM {_table} FINAL SETTINGS output_format_json_quote_64bit_integers = 0 FORMAT JSONEachRow", cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (MirrorRow)JsonSerializer.Deserialize(line, _row, Json)!)
            .ToDictionary(row => row.Id);
    }

    private async Task WriteAsync(List<MirrorRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        using var body = new StringContent(string.Join('\n', rows.Select(row => JsonSerializer.Serialize(row, _row, Json))), Encoding.UTF8);
        await _client.InsertAsync($"INSERT INTO {_table} ({_columns}) FORMAT JSONEachRow", [], body, cancellationToken);
    }
}
