using Ingest.Core.Sinks;
using Ingest.Settings;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Hosting;

/// <summary>One ClickHouse: the client, the sink that delivers to it, the upkeep of its schema, and the builder of its layers.</summary>
internal sealed class ClickHouseServer : IAsyncDisposable
{
    private readonly ClickHouseClient _client;
    private readonly ClickHouseUpkeep _upkeep;
    private readonly LayerUpkeep _layers;
    private readonly CancellationTokenSource _stop = new();
    private Task _keeping = Task.CompletedTask;
    private Task _building = Task.CompletedTask;

    public ClickHouseServer(string name, ClickHouseOptions options, Registries registries, TimeProvider time, ILogger logger)
    {
        _client = new ClickHouseClient(options, time);
        _upkeep = new ClickHouseUpkeep(_client, options, registries, time, logger);
        _layers = new LayerUpkeep(options, time, logger);
        Sink = new ClickHouseSink(_client, options, name);
    }

    /// <summary>Where batches go.</summary>
    public ISink Sink { get; }

    /// <summary>Completes when the schema has been applied and the registries have been mirrored for the first time.</summary>
    public Task Prepared => Task.WhenAny(_upkeep.Prepared, _keeping);

    /// <summary>Starts the upkeep, which waits for a server that is away.</summary>
    public void Start()
    {
        _keeping = Task.Run(() => _upkeep.RunAsync(_stop.Token), CancellationToken.None);
        _building = Task.Run(() => _layers.RunAsync(_upkeep.Prepared, _stop.Token), CancellationToken.None);
    }

    /// <summary>Ends the upkeep and closes the connections. The sink's worker has been stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        await _building;
        _layers.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }
}
