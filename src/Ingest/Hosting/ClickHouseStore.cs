using System.Net;
using System.Net.Sockets;
using Ingest.ClickHouse.Embedded;
using Ingest.ClickHouse.Embedded.Supervision;
using Ingest.Core.Diagnostics;
using Ingest.Core.Sinks;
using Ingest.Core.Sites;
using Ingest.Settings;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Hosting;

/// <summary>
/// The ClickHouse behind the sink: the configured server, else the embedded engine in a child process, else none. Keeps its schema applied and
/// its <c>metadata_site</c> equal to the registered sites.
/// </summary>
internal sealed partial class ClickHouseStore : IAsyncDisposable
{
    // Between two tries to reach a server that is away: often enough that a person who starts it sees the events at once.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ClickHouseOptions _options;
    private readonly SiteDirectory _sites;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EngineSupervisor? _engine;
    private readonly ClickHouseClient? _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _keeping = Task.CompletedTask;

    public ClickHouseStore(IngestSettings settings, DataFolder folder, SiteDirectory sites, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _sites, _time, _logger) = (settings.ClickHouse, sites, time, loggers.CreateLogger<ClickHouseStore>());
        if (_options.Endpoint is null)
        {
            _engine = CreateEngine(settings, folder, loggers);
        }

        if (_options.Endpoint is not null)
        {
            _client = new ClickHouseClient(_options, time);
            Sink = new ClickHouseSink(_client, _options);
        }
    }

    /// <summary>Address of the HTTP interface; null when there is no ClickHouse.</summary>
    public Uri? Endpoint => _options.Endpoint;

    /// <summary>Where batches go; null when there is no ClickHouse.</summary>
    public ISink? Sink { get; }

    /// <summary>How the ClickHouse is doing. It never turns readiness off: events are safe in the log while it is away.</summary>
    public ReadinessCheck Check()
    {
        var note = _engine?.Status is { } engine
            ? $"embedded, {engine.State}, restarted {engine.Restarts} times{(engine.LastError is null ? "" : $", last error: {engine.LastError}")}"
            : _client is null ? "none: events wait in the log" : $"server at {Endpoint}";
        return new ReadinessCheck("clickhouse", IsReady: true, note);
    }

    /// <summary>Starts the engine, and waits until the schema is applied; when that takes longer than the limit it goes on in the background.</summary>
    /// <exception cref="EngineUnavailableException">The embedded engine cannot start: its port or its folder is taken.</exception>
    public async Task StartAsync(TimeSpan waitMax, CancellationToken cancellationToken)
    {
        if (_client is null)
        {
            return;
        }

        if (_engine is not null)
        {
            await _engine.StartAsync(cancellationToken);
        }

        _keeping = Task.Run(() => KeepAsync(_client, _stop.Token), CancellationToken.None);
        await Task.WhenAny(_prepared.Task, _keeping, Task.Delay(waitMax, _time, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _client?.Dispose();
        _stop.Dispose();
    }

    private EngineSupervisor? CreateEngine(IngestSettings settings, DataFolder folder, ILoggerFactory loggers)
    {
        if (!EmbeddedServer.IsAvailable(out var fault))
        {
            LogNoEngine(_logger, fault);
            return null;
        }

        var port = settings.Server.ClickHousePort == 0 ? FreePort() : settings.Server.ClickHousePort;
        _options.Endpoint = new Uri($"http://127.0.0.1:{port}");
        _options.User = WriterPassword.User;
        _options.Password = WriterPassword.ReadOrCreate(folder.EnginePath);
        return new EngineSupervisor(
            new EngineSupervisorOptions { Path = folder.EnginePath, Port = port, MemoryBytesMax = settings.Server.ClickHouseMemoryBytesMax }, loggers.CreateLogger<EngineSupervisor>(), _time);
    }

    // The sink must know its address before the engine runs, so that events are counted from the first one.
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task KeepAsync(ClickHouseClient client, CancellationToken stop)
    {
        var applier = new SchemaApplier(client, _options);
        var mirror = new SiteMirror(client, _options, _time);
        var applied = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                applied = applied || await ApplyAsync(applier, stop);
                var sites = _sites.Current;
                var outcome = await mirror.MirrorAsync(sites.Sites, stop);
                _prepared.TrySetResult();
                await (outcome.IsDelivered ? sites.Replaced.WaitAsync(stop) : Task.Delay(RetryDelay, _time, stop));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is ClickHouseException or HttpRequestException or IOException or TimeoutException or SchemaException)
            {
                LogNotPrepared(_logger, _options.Endpoint, fault.Message);
                await Task.Delay(RetryDelay, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> ApplyAsync(SchemaApplier applier, CancellationToken stop)
    {
        var report = await applier.ApplyAsync(stop);
        if (report.Applied.Count > 0)
        {
            LogSchema(_logger, _options.Endpoint, string.Join(", ", report.Applied));
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No ClickHouse: {Fault} Events are taken and wait in the log.")]
    private static partial void LogNoEngine(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse at {Endpoint} is not ready, trying again: {Fault}")]
    private static partial void LogNotPrepared(ILogger logger, Uri? endpoint, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Schema applied to {Endpoint}: {Files}")]
    private static partial void LogSchema(ILogger logger, Uri? endpoint, string files);
}
