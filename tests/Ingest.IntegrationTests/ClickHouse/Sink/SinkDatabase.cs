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

    /// <summary>Everything that the views say, row by row.</summary>
    public async Task<string[]> ViewsAsync()
    {
        var lines = new List<string>();
        foreach (var view in new[] { "events", "visits", "sessions", "event_data", "session_data" })
        {
            var rows = await QueryAsync($"SELECT * FROM $.v_pa_{view} ORDER BY ALL");
            lines.AddRange(rows.Select(row => $"{view}: {row}"));
        }

        return [.. lines];
    }

    public void Dispose() => Client.Dispose();
}
