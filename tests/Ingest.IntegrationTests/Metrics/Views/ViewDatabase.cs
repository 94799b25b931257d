using System.Globalization;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.ClickHouse.Sink;
using Ingest.IntegrationTests.Metrics.Reference;
using Ingest.Sinks.ClickHouse.Building;

namespace Ingest.IntegrationTests.Metrics.Views;

/// <summary>A database with traffic of which nothing, all, or some is built.</summary>
internal sealed class ViewDatabase : IAsyncDisposable
{
    private const string AllHours = "since='1900-01-01 00:00:00', until='2299-12-31 23:59:59.999', tz='UTC', unit='year'";

    // Of 1900 to 2299.
    private const long FirstHour = -613_000;
    private const long LastHour = 2_892_000;

    // Later than any arrival of a test: what is built with it stays built.
    private const long LaterMs = 3_600_000;

    private ViewDatabase(BuildState state, SinkDatabase database)
    {
        State = state;
        Database = database;
        Server = new ServerReading(database.Options);
    }

    public BuildState State { get; }

    public SinkDatabase Database { get; }

    public ServerReading Server { get; }

    public static async Task<ViewDatabase> CreateAsync(EmbeddedEngine engine, BuildState state, UglyTraffic traffic, int seed)
    {
        var database = await SinkDatabase.CreateAsync(engine);
        var made = new ViewDatabase(state, database);
        var rows = traffic.Rows.ToArray();
        var random = new Random(seed);
        random.Shuffle(rows);
        var late = state == BuildState.Some ? rows.Length * 3 / 4 : rows.Length;
        await made.DeliverAsync(rows[..late], random);
        if (state != BuildState.Nothing)
            await made.BuildAsync();
        if (state == BuildState.Some)
        {
            await made.DeliverAsync(rows[late..], random);
            await made.BuildLaterAsync();
            await made.ReplayAsync(rows, random);
        }

        await database.DeliverAsync(Batch(traffic.Rejections));
        await database.DeliverAsync(Batch(traffic.Rejections));
        await database.QueryAsync(
            "INSERT INTO $.metadata_channel_rule (rank, channel, source, is_on) VALUES (50, 'Partners', '^partner\\\\.', 1), (420, 'Social', '', 0)");
        return made;
    }

    /// <summary>Delivers some of the rows again.</summary>
    public Task ReplayAsync(IReadOnlyList<EventRow> rows, Random random) =>
        DeliverAsync([.. rows.Where(_ => random.Next(5) == 0)], random);

    /// <summary>How many hours are built, of how many.</summary>
    public async Task<(int Built, int All)> HoursAsync()
    {
        var counts = (await Database.QueryAsync($"SELECT countIf(is_built), count() FROM $.event_cell({Arguments})"))[0].Split('\t');
        return (int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Database.Dispose();
    }

    private static readonly string Arguments = $"sites=[{string.Join(", ", UglyTraffic.Sites.Select(site => $"'{site}'"))}], {AllHours}";

    private static Core.Batching.EventBatch Batch(IEnumerable<Rejection> rejections)
    {
        var batch = EventRow.Batch();
        foreach (var rejection in rejections)
            batch.WithRejections(rejection.Record, rejection.Minute, rejection.Reason, rejection.Events);
        return batch;
    }

    // In batches that repeat one another.
    private async Task DeliverAsync(EventRow[] rows, Random random)
    {
        foreach (var batch in rows.Chunk(Math.Max(1, rows.Length / 3)))
        {
            await Database.DeliverAsync(EventRow.Batch(batch));
            await Database.DeliverAsync(EventRow.Batch(batch.Where(_ => random.Next(6) == 0)));
        }
    }

    // An hour counts as built when nothing has come for three minutes: what is there is said to have come an hour ago.
    private async Task BuildAsync()
    {
        await Database.QueryAsync("TRUNCATE TABLE $.metadata_arrival");
        await Database.QueryAsync(
            "INSERT INTO $.metadata_arrival SELECT site_id, intDiv(toUnixTimestamp64Milli(event_time), 3600000) AS hour, now64(3) - INTERVAL 1 HOUR FROM $.fact_event GROUP BY site_id, hour");
        await new EventBuilder(Database.Client, Database.Options).BuildAsync(new BuildRange(FirstHour, LastHour, UglyTraffic.Sites), TestContext.Current.CancellationToken);
    }

    // What the builder does, of every third hour, as if it had done so later than anything of the test can come.
    private async Task BuildLaterAsync()
    {
        var version = long.Parse((await Database.QueryAsync("SELECT toUnixTimestamp64Milli(now64(3))"))[0], CultureInfo.InvariantCulture) + LaterMs;
        foreach (var layer in new[] { "event_visit", "event_page" })
        {
            var columns = string.Join(", ", await Database.QueryAsync($"SELECT name FROM system.columns WHERE database = '$' AND table = '{layer}_built' AND name != 'version' ORDER BY position"));
            await Database.QueryAsync(
                $"INSERT INTO $.{layer}_built ({columns}, version) SELECT {columns}, {version} FROM $.{layer}_fresh({Arguments}, parts=1) WHERE hour % 3 = 0");
        }

        await Database.QueryAsync(
            $"INSERT INTO $.metadata_build (site_id, hour, version, is_valid) SELECT site_id, hour, {version}, 1 FROM $.event_cell({Arguments}) WHERE NOT is_built AND hour % 3 = 0");
    }
}
