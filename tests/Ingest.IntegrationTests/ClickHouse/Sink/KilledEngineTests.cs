using Ingest.ClickHouse.Embedded;
using Ingest.Core.Sinks;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>
/// ClickHouse writes down that it knows a token before the rows are in place. What a kill between the two leaves on the disk is made here by
/// removing the rows of a delivery while the engine is down.
/// </summary>
public sealed class KilledEngineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repetition_brings_back_what_a_killed_engine_has_noted_and_not_kept()
    {
        using var folder = new TemporaryFolder();
        var range = new LogRange(Guid.NewGuid(), 64, 1064);
        var part = await WithEngineAsync(folder, async (client, sink) =>
        {
            await DeliverAsync(sink, range);
            return (await client.QueryTextAsync("SELECT path FROM system.parts WHERE table = 'fact_event' AND active FORMAT TSV", Cancellation)).Trim();
        });
        Directory.Delete(part, recursive: true);
        var shown = await WithEngineAsync(folder, async (client, sink) =>
        {
            await DeliverAsync(sink, range);
            return await client.QueryTextAsync(
                "SELECT (SELECT count() FROM ingest.v_pa_events), (SELECT sum(views) FROM ingest.v_pa_visits), (SELECT sum(views) FROM ingest.v_pa_sessions) FORMAT TSV",
                Cancellation);
        });
        Assert.Equal("2\t2\t2\n", shown);
    }

    private static async Task DeliverAsync(ClickHouseSink sink, LogRange range)
    {
        var rows = EventRow.Batch(
            new EventRow { EventId = EventRow.Numbered(11) }, new EventRow { EventId = EventRow.Numbered(12), VisitId = EventRow.Numbered(3) });
        var outcome = await sink.DeliverAsync(rows, range, Cancellation);
        Assert.True(outcome.IsDelivered, outcome.Error);
    }

    // The engine is killed at the end.
    private static async Task<string> WithEngineAsync(string folder, Func<ClickHouseClient, ClickHouseSink, Task<string>> act)
    {
        await using var engine = IngestCommand.Start(["clickhouse", "--path", folder, "--port", "0"]);
        var line = await engine.LineAsync(EmbeddedServer.ListeningPrefix);
        var options = new ClickHouseOptions
        {
            Endpoint = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim()),
            User = WriterPassword.User,
            Password = WriterPassword.ReadOrCreate(folder),
        };
        using var client = new ClickHouseClient(options, TimeProvider.System);
        await new SchemaApplier(client, options).ApplyAsync(Cancellation);
        return await act(client, new ClickHouseSink(client, options));
    }
}
