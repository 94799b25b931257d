using System.Globalization;
using Ingest.Core.Batching;
using Ingest.Core.Sinks;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Native;

namespace Ingest.Sinks.ClickHouse;

/// <summary>
/// Delivers batches: the events of one are one INSERT of one Native block into <c>fact_event</c>, and each kind of side
/// record in it is one more into its own table.
/// </summary>
public sealed class ClickHouseSink : ISink
{
    // No batch has as many rows: ClickHouse neither splits a block nor waits for more, so a repetition has the same one block per partition.
    private const int BlockRowsMax = 16 * 1024 * 1024;

    private readonly ClickHouseClient _client;
    private readonly ClickHouseOptions _options;
    private readonly TableInsert[] _inserts;

    /// <summary>Creates the sink; the schema may still be missing.</summary>
    public ClickHouseSink(ClickHouseClient client, ClickHouseOptions options, string name = "clickhouse")
    {
        (_client, _options, Name) = (client, options, name);
        _inserts = [.. NativeTable.All.Select(table => new TableInsert(
            table,
            new NativeBlockWriter(table),
            $"INSERT INTO {options.Database}.{table.Name} ({table.ColumnNames}) FORMAT Native"))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async ValueTask<DeliveryOutcome> DeliverAsync(EventBatch batch, LogRange range, CancellationToken cancellationToken)
    {
        try
        {
            // All or again: a table that has its rows recognises them when another one makes the delivery be repeated.
            foreach (var insert in _inserts.Where(insert => insert.Table.RowCount(batch) > 0))
            {
                using var body = new NativeBlockContent(insert.Writer, batch, _options.Compression);
                await _client.InsertAsync(insert.Sql, SettingsOf(TokenOf(range, insert.Table)), body, cancellationToken);
            }

            return DeliveryOutcome.Delivered;
        }
        catch (Exception e) when (ClickHouseFault.IsFarEnds(e) && !cancellationToken.IsCancellationRequested)
        {
            var error = ClickHouseFault.Describe(e, _options.Endpoint);
            return ClickHouseFault.IsRefusal(e) ? DeliveryOutcome.Refused(error) : DeliveryOutcome.Retry(error);
        }
    }

    // Only Keeper notes a token and its rows as one. A table that is not replicated notes the token first: an engine that is killed before the rows
    // are in place takes the repetition for delivered, and they are lost. There each try has a token of its own, and rows are recognised by
    // their identity. In a cluster the token of the events is the range alone, as before there were other tables.
    private string TokenOf(LogRange range, NativeTable table)
    {
        var token = table == NativeTable.Events ? range.ToString() : $"{range}:{table.Name}";
        return _options.Cluster is { Length: > 0 } ? token : $"{token}:{Guid.NewGuid():N}";
    }

    private List<KeyValuePair<string, string>> SettingsOf(string token)
    {
        var rows = BlockRowsMax.ToString(CultureInfo.InvariantCulture);
        List<KeyValuePair<string, string>> settings =
        [
            new("insert_deduplication_token", token),
            new("insert_deduplicate", "1"),
            new("deduplicate_blocks_in_dependent_materialized_views", "1"),
            new("async_insert", "0"),
            new("max_insert_block_size", rows),
            new("min_insert_block_size_rows", rows),
            new("min_insert_block_size_bytes", "0"),
            new("max_insert_threads", "1"),

            // A batch has no row twice: nothing to merge before the background does.
            new("optimize_on_insert", "0"),

            // Clients choose event_time: a batch must not be refused for the number of months in it.
            new("max_partitions_per_insert_block", "0"),
            .. _options.InsertSettings,
        ];
        if (_options.Cluster is { Length: > 0 })
        {
            // The reply waits for the shards: an insert that only lies in the queue of one server is not delivered.
            settings.Add(new("distributed_foreground_insert", "1"));
        }

        return settings;
    }

    private sealed record TableInsert(NativeTable Table, NativeBlockWriter Writer, string Sql);
}
