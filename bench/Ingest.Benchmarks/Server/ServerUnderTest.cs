using Ingest.Core.Diagnostics;
using Ingest.Core.Quarantine;
using Ingest.Endpoints;
using Ingest.Endpoints.Metrics;
using Ingest.Endpoints.Metrics.Fresh;
using Ingest.Hosting;
using Ingest.Log.Faster;
using Ingest.Registry.PostgreSql;
using Ingest.Settings;
using Ingest.Settings.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Benchmarks.Server;

/// <summary>
/// The server as <c>ingest serve</c> composes it, without a sink, in this process: Kestrel, endpoints, pipeline, the log on disk, the exporter of
/// <c>/metrics</c> and the console's loggers, which are part of what a request costs.
/// </summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly FasterEventLog _log;
    private readonly IngestPipeline _pipeline;
    private readonly WebApplication _web;
    private readonly MetricsReader _reader;
    private readonly ILoggerFactory _loggers;
    private readonly PrometheusExporter _metrics = new();

    private ServerUnderTest(TemporaryFolder folder, Registries registries)
    {
        _folder = folder;
        var time = TimeProvider.System;
        var settings = new IngestSettings { Identity = { AppSecret = "benchmark" }, Canary = { Interval = TimeSpan.Zero } };
        (settings.Log.Path, settings.Server.Urls) = (folder.File("log"), "http://127.0.0.1:0");
        var live = new LiveOptions(settings);
        _loggers = Telemetry.CreateLoggers(settings.Server, live.LogLevels);
        _log = FasterEventLog.Open(settings.Log, time, NullLogger<FasterEventLog>.Instance);
        var parts = new PipelineParts(_log, registries, new QuarantineStore(folder.File("quarantine")), folder.File("cursors"), folder.File("event-ids"));
        _pipeline = new IngestPipeline(settings, live, parts, _loggers, time);
        var following = new LiveSettings(new Dictionary<string, string?>(), settings, live, TimeProvider.System, NullLogger<LiveSettings>.Instance);
        var operations = new OperationsHandler(_pipeline.Readiness, _metrics, () => []);
        _reader = new MetricsReader(server: null, settings.Metrics, time);
        var answers = new AnswerSource(_reader, new FreshCopies(_reader, time, NullLogger<FreshCopies>.Instance), settings.Metrics, time);
        var web = new WebParts(settings, live, following, _pipeline, Lake: null, answers, registries, operations);
        _web = WebServer.Build(settings, WebHandlers.Create(web, _loggers, time), _loggers, time);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_web.Urls.First());

    /// <summary>Starts the server with one site.</summary>
    public static async Task<ServerUnderTest> StartAsync(Guid site)
    {
        var folder = new TemporaryFolder();
        await using var stores = RegistryStores.Open(new PostgreSqlOptions(), folder.File("."), TimeProvider.System);
        var registries = await stores.OpenAsync(keepsCopy: false, NullLoggerFactory.Instance);
        await registries.Sites.AddAsync("Benchmark", site);
        var server = new ServerUnderTest(folder, registries);
        server._pipeline.Start();
        await server._web.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        _reader.Dispose();
        await _pipeline.DisposeAsync();
        await _log.DisposeAsync();
        _metrics.Dispose();
        _loggers.Dispose();
        _folder.Dispose();
    }
}
