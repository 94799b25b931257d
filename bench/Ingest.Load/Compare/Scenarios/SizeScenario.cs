using System.Globalization;
using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>
/// Bytes on disk for an event: of all active parts of all tables of the database, what is kept beside the events included, after every table was
/// merged (<c>OPTIMIZE … FINAL</c>), by the events in <c>fact_event</c>.
/// </summary>
internal sealed class SizeScenario() : Scenario("size", "bytes on disk for an event in ClickHouse, after merging", BarTable.EventBytes)
{
    private const string Tables = "SELECT name FROM system.tables WHERE database = 'ingest' AND engine LIKE '%MergeTree' ORDER BY name";
    private const string Sizes =
        "SELECT table, sum(bytes_on_disk), sum(rows) FROM system.parts WHERE database = 'ingest' AND active GROUP BY table ORDER BY sum(bytes_on_disk) DESC FORMAT TSV";

    // Events a second that are filled in and merged.
    private const double FillRate = 20_000;

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => TimeSpan.FromSeconds(10 + (options.SizeEvents / FillRate));

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        var server = await stage.IngestAsync("sink", new IngestSetup(SinkMode.Engine), context.Stop);
        await context.FillAsync(stage, context.Batches(server), "ingest_events_appended_total", context.Options.SizeEvents);
        await context.DeliverAsync(server);
        foreach (var table in (await server.QueryAsync(Tables, context.Stop)).Split('\n'))
        {
            await server.QueryAsync($"OPTIMIZE TABLE {table} FINAL", context.Stop);
        }

        var events = await server.NumberAsync("SELECT count() FROM fact_event", context.Stop);
        var bytes = 0.0;
        foreach (var row in (await server.QueryAsync(Sizes, context.Stop)).Split('\n').Select(line => line.Split('\t')))
        {
            var (table, size) = (row[0], double.Parse(row[1], CultureInfo.InvariantCulture));
            bytes += size;
            context.Note(table, "B an event", Spread.Of([size / events]), $"{row[2]} rows");
        }

        context.Score(BarTable.EventBytes, Spread.Of([bytes / events]), $"{events:0} events, all tables together");
    }
}
