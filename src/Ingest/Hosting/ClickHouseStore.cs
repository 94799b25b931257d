using Ingest.ClickHouse.Embedded;
using Ingest.ClickHouse.Embedded.Supervision;
using Ingest.Core.Diagnostics;
using Ingest.Core.Sinks;
using Ingest.Settings;
using Ingest.Sinks.ClickHouse;

namespace Ingest.Hosting;

/// <summary>
/// The ClickHouse behind the sink: the configured server, else the embedded engine in a child process, else, or when it is not enabled, none.
/// Keeps its schema applied and its tables of sites, links and pixels equal to the registered ones.
/// </summary>
internal sealed partial class ClickHouseStore : IAsyncDisposable
{
    // The engine of a killed server needs some seconds to give back its folder and its port; what holds them longer is another program.
    private static readonly TimeSpan EngineStartMax = TimeSpan.FromSeconds(20);

    private readonly ClickHouseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _hasOtherSinks;
    private readonly EngineSupervisor? _engine;
    private readonly ClickHouseServer? _server;

    public ClickHouseStore(IngestSettings settings, DataFolder folder, Registries registries, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _time, _logger) = (settings.ClickHouse, time, loggers.CreateLogger<ClickHouseStore>());
        _hasOtherSinks = settings.UsesLake;
        if (!_options.Enabled)
        {
            _options.Endpoint = null;
            return;
        }

        if (_options.Endpoint is null)
        {
            _engine = CreateEngine(settings, folder, loggers);
        }

        if (_options.Endpoint is not null)
        {
            _server = new ClickHouseServer(SinkFile.Configured, _options, registries, time, _logger);
        }
    }

    /// <summary>Address of the HTTP interface; null when there is no ClickHouse.</summary>
    public Uri? Endpoint => _options.Endpoint;

    /// <summary>The same for those who read: it names the database.</summary>
    public Uri? ReadEndpoint => Endpoint is null ? null : new Uri(Endpoint, $"/?database={_options.Database}");

    /// <summary>The same for the metrics: the embedded engine's reader, with the password that lets it name every table; of a configured server, who writes too. Null when there is no ClickHouse.</summary>
    public ClickHouseOptions? Reader => Endpoint is null
        ? null
        : _engine is null
            ? new ClickHouseOptions { Endpoint = Endpoint, Database = _options.Database, User = _options.User, Password = _options.Password }
            : new ClickHouseOptions { Endpoint = Endpoint, Database = _options.Database, Password = _options.Password };

    /// <summary>The same for tables that the metrics make for a while; null when there is no ClickHouse, or it is a cluster, of whose servers one would have them.</summary>
    public ClickHouseOptions? Copier => Endpoint is null || _options.Cluster is { Length: > 0 }
        ? null
        : new ClickHouseOptions { Endpoint = Endpoint, Database = _options.Database, User = _options.User, Password = _options.Password };

    /// <summary>Where batches go; null when there is no ClickHouse.</summary>
    public ISink? Sink => _server?.Sink;

    /// <summary>How the ClickHouse is doing. It never turns readiness off: events are safe in the log while it is away.</summary>
    public ReadinessCheck Check()
    {
        var note = _engine?.Status is { } engine
            ? $"embedded, {engine.State}, restarted {engine.Restarts} times{(engine.LastError is null ? "" : $", last error: {engine.LastError}")}"
            : _server is null ? _hasOtherSinks ? "none" : "none: events wait in the log" : $"server at {Endpoint}";
        return new ReadinessCheck("clickhouse", IsReady: true, note);
    }

    /// <summary>Starts the engine, and waits until the schema is applied; when that takes longer than the limit it goes on in the background.</summary>
    /// <exception cref="EngineUnavailableException">The embedded engine cannot start: its port or its folder is taken.</exception>
    public async Task StartAsync(TimeSpan waitMax, CancellationToken cancellationToken)
    {
        if (_server is null)
        {
            return;
        }

        if (_engine is not null)
        {
            await StartEngineAsync(_engine, cancellationToken);
        }

        _server.Start();
        await Task.WhenAny(_server.Prepared, Task.Delay(waitMax, _time, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    private static async Task StartEngineAsync(EngineSupervisor engine, CancellationToken cancellationToken)
    {
        try
        {
            await engine.StartAsync(cancellationToken);
        }
        catch (EngineUnavailableException fault)
        {
            throw new EngineUnavailableException(
                $"{fault.Message} Choose another port with --clickhouse-port, or name a server in ClickHouse:Endpoint.", fault.IsPermanent);
        }
    }

    private EngineSupervisor? CreateEngine(IngestSettings settings, DataFolder folder, ILoggerFactory loggers)
    {
        if (!EmbeddedServer.IsAvailable(out var fault))
        {
            LogNoEngine(_logger, fault);
            return null;
        }

        // The sink must know its address before the engine runs, so that events are counted from the first one.
        var port = settings.Server.ClickHousePort == 0 ? LoopbackPort.FindFree() : settings.Server.ClickHousePort;
        _options.Endpoint = new Uri($"http://127.0.0.1:{port}");
        _options.User = WriterPassword.User;
        _options.Password = WriterPassword.ReadOrCreate(folder.EnginePath);
        return new EngineSupervisor(
            new EngineSupervisorOptions
            {
                Path = folder.EnginePath,
                Port = port,
                MemoryBytesMax = settings.Server.ClickHouseMemoryBytesMax,
                StartMax = EngineStartMax,
                Arguments = [.. _options.TablesOfReaders.SelectMany(table => new[] { "--analyst-tables", table })],
            },
            loggers.CreateLogger<EngineSupervisor>(),
            _time);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No ClickHouse: {Fault} Events are taken and wait in the log.")]
    private static partial void LogNoEngine(ILogger logger, string fault);
}
