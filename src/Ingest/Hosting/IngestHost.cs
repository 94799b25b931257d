using Ingest.Core.Diagnostics;
using Ingest.Core.Quarantine;
using Ingest.Endpoints;
using Ingest.Endpoints.Metrics;
using Ingest.Endpoints.Metrics.Fresh;
using Ingest.Log.Faster;
using Ingest.Settings;
using Ingest.Settings.Live;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Ingest.Hosting;

/// <summary>
/// The server from start to stop. Start: 1 folder, 2 sites, 3 log, 4 pipeline, 5 HTTP, 6 ClickHouse. Stop: the same, backwards.
/// Events are taken from step 5 on: while ClickHouse is still starting, or is down, the log holds them.
/// </summary>
/// <param name="commandLine">What the command line says.</param>
/// <param name="settings">The settings at the start.</param>
/// <param name="occupation">What the process does with the server.</param>
/// <param name="time">The clock.</param>
internal sealed class IngestHost(IReadOnlyDictionary<string, string?> commandLine, IngestSettings settings, IOccupation occupation, TimeProvider time)
{
    // The engine starts in a second or two; a person who waits longer is told that it is still starting.
    private static readonly TimeSpan ClickHouseStartMax = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled, or until the occupation is over.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var live = new LiveOptions(settings);
        using var loggers = Telemetry.CreateLoggers(settings.Server, live.LogLevels);
        using var otlp = Telemetry.ExportMetrics(settings.Server);
        using var metrics = new PrometheusExporter();

        // Step 1: one owner.
        using var folder = DataFolder.Open(settings.Server.DataPath);

        // Step 2: who may send.
        await using var stores = RegistryStores.Open(settings.Sites, folder.Path, time);
        var registries = await stores.OpenAsync(keepsCopy: true, loggers, stop);
        await occupation.PrepareAsync(registries, stop);

        // Step 3: the log, or no start.
        await using var log = FasterEventLog.Open(settings.Log, time, loggers.CreateLogger<FasterEventLog>());

        // Step 4: the pipeline.
        var quarantine = new QuarantineStore(DataFolder.QuarantinePath(folder.Path));
        await using var store = new ClickHouseStore(settings, folder, registries, loggers, time);
        await using var lake = await LakeStore.OpenAsync(settings, live, loggers.CreateLogger<LakeStore>(), time, stop);
        await using var sinks = new SinkFollower(DataFolder.SinksFile(folder.Path), Configured(store, lake), registries, time, loggers.CreateLogger<SinkFollower>());
        await using var pipeline = new IngestPipeline(
            settings, live, new PipelineParts(log, registries, quarantine, folder.CursorPath, DataFolder.EventIdPath(folder.Path)), loggers, time);
        await sinks.OpenAsync(pipeline.Sinks);
        pipeline.Start();
        sinks.Start();
        lake.Start(stop);
        await using var following = new LiveSettings(commandLine, settings, live, time, loggers.CreateLogger<LiveSettings>());
        following.Start();

        // Step 5: HTTP. Not ready yet: who asks now may send, but could not read back.
        var hasStarted = false;
        pipeline.Readiness.Add(() => Volatile.Read(ref hasStarted) ? ReadinessCheck.Ready("start") : ReadinessCheck.NotReady("start", "ClickHouse is starting"));
        pipeline.Readiness.Add(store.Check);
        using var reader = new MetricsReader(store.Reader, settings.Metrics, time, store.Copier);
        await using var copies = new FreshCopies(reader, time, loggers.CreateLogger<FreshCopies>());
        var operations = new OperationsHandler(pipeline.Readiness, metrics, () => pipeline.Sinks.States);
        var handlers = WebHandlers.Create(new WebParts(settings, live, following, pipeline, lake.Lake, new AnswerSource(reader, copies, settings.Metrics, time), registries, operations), loggers, time);
        await using var web = WebServer.Build(settings, handlers, loggers, time);
        await web.StartAsync(stop);

        // Step 6: where the events go.
        await store.StartAsync(ClickHouseStartMax, stop);
        pipeline.StartCanaries();
        Volatile.Write(ref hasStarted, value: true);
        var address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        new RunFile(Environment.ProcessId, address, store.ReadEndpoint?.ToString()).Write(folder.Path);
        try
        {
            if (!stop.IsCancellationRequested)
            {
                await occupation.RunAsync(new StartedServer(new Uri(address), store.ReadEndpoint, lake.Lake?.Storage.Root), stop);
            }
        }
        finally
        {
            RunFile.Remove(folder.Path);
        }

        await web.StopAsync(CancellationToken.None);
        await sinks.StopAsync();
        await pipeline.StopAsync(settings.Server.ShutdownLimit);
    }

    private static IReadOnlyList<ConfiguredSink> Configured(ClickHouseStore clickHouse, LakeStore lake) =>
    [
        .. clickHouse.Sink is { } server ? [new ConfiguredSink(server, Batching: null)] : (ReadOnlySpan<ConfiguredSink>)[],
        .. lake.Sink is { } files ? [files] : (ReadOnlySpan<ConfiguredSink>)[],
    ];
}
