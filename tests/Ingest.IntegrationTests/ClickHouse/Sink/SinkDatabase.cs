using Ingest.Core.Batching;
using Ingest.Core.Sinks;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>A database of its own for one test, in the engine that the tests of the sink share.</summary>
public sealed class SinkDatabase : IDisposable
{
    private static readonly Guid LogId = Guid.NewGuid();
    private static long _address = 64;
    private static int _count;

    private SinkDatabase(ClickHouseOptions options)
    {
        Options = options;
        Client = new ClickHouseClient(options, TimeProvider.System);
        Sink = new ClickHouseSink(Client, options);
    }

    public ClickHouseOptions Options { get; }

    public ClickHouseClient Client { get; }

    public ClickHouseSink Sink { get; }

    public SchemaApplier Schema => new(Client, Options);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static SinkDatabase WithoutSchema(EmbeddedEngine engine) => new(OptionsOf(engine));

    public static async Task<SinkDatabase> CreateAsync(EmbeddedEngine engine)
    {
        var database = WithoutSchema(engine);
        await database.Schema.ApplyAsync(Cancellation);
        return database;
    }

    public static ClickHouseOptions OptionsOf(EmbeddedEngine engine) => new()
    {
        Endpoint = engine.Endpoint,
        Database = $"test_{Interlocked.Increment(ref _count)}",
        User = "ingest",
        Password = engine.WriterPassword,
    };

    public static LogRange NewRange()
    {
        var end = Interlocked.Add(ref _address, 1000);
        return new LogRange(LogId, end - 1000, end);
    }

    public async Task DeliverAsync(EventBatch batch, LogRange? range = null)
    {
        var outcome = await Sink.DeliverAsync(batch, range ?? NewRange(), Cancellation);
        Assert.True(outcome.IsDelivered, outcome.Error);
    }

    /// <summary>The result of a query as lines; <c>$</c> stands for the database.</summary>
    public async Task<string[]> QueryAsync(string sql) =>
        (await Client.QueryTextAsync(sql.Replace("$", Options.Database, StringComparison.Ordinal), Cancellation))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Everything that may be read, row by row: every view there is, and every table that is exact with FINAL.</summary>
    public async Task<string[]> ViewsAsync()
    {
        var questions = ViewFile.Embedded.Where(view => view.Parameters.Count > 0).Select(view => view.Name).ToHashSet();
        var views = await QueryAsync("SELECT name FROM system.tables WHERE database = '$' AND engine = 'View' ORDER BY name");
        var replacing = await QueryAsync(
            "SELECT concat(name, ' FINAL') FROM system.tables WHERE database = '$' AND engine = 'ReplacingMergeTree' AND name NOT IN ('metadata_schema_version', 'metadata_view') ORDER BY name");
        Assert.True(views.Length >= 5 && replacing.Length >= 2, "The views and tables of the schema.");
        var lines = new List<string>();
        foreach (var source in views.Where(view => !questions.Contains(view)).Concat(replacing))
        {
            var rows = await QueryAsync($"SELECT * FROM $.{source} ORDER BY ALL");
            lines.AddRange(rows.Select(row => $"{source}: {row}"));
        }

        return [.. lines];
    }

    /// <summary>Merges every table that holds rows to the end.</summary>
    public async Task MergeAsync()
    {
        foreach (var table in await QueryAsync("SELECT name FROM system.tables WHERE database = '$' AND engine LIKE '%MergeTree'"))
            await QueryAsync($"OPTIMIZE TABLE $.{table} FINAL");
    }

    public void Dispose() => Client.Dispose();
}
