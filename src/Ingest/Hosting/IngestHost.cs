using Ingest.Core.Diagnostics;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Quarantine;
using Ingest.Core.Sites;
using Ingest.Endpoints;
using Ingest.Log.Faster;
using Ingest.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Ingest.Hosting;

/// <summary>
/// The server from start to stop. Start: 1 folder, 2 sites, 3 log, 4 pipeline, 5 HTTP, 6 ClickHouse. Stop: the same, backwards.
/// Events are taken from step 5 on: while ClickHouse is still starting, or is down, the log holds them.
/// </summary>
internal sealed class IngestHost(IConfiguration configuration, IngestSettings settings, TimeProvider time)
{
    // The engine starts in a second or two; a person who waits longer is told that it is still starting.
    private static readonly TimeSpan ClickHouseStartMax = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var loggers = Telemetry.CreateLoggers(settings.Server, configuration);
        using var otlp = Telemetry.ExportMetrics(settings.Server);
        using var metrics = new PrometheusExporter();

        // Step 1: one owner.
        using var folder = DataFolder.Open(settings.Server.DataPath);

        // Step 2: who may send.
        var sites = SiteDirectory.Open(DataFolder.SitesFile(folder.Path), time, loggers.CreateLogger<SiteDirectory>());
        if (sites.Current.All.Count == 0)
        {
            await sites.AddAsync("My site", cancellationToken: stop);
        }

        // Step 3: the log, or no start.
        await using var log = FasterEventLog.Open(settings.Log, time, loggers.CreateLogger<FasterEventLog>());

        // Step 4: the pipeline.
        var quarantine = new QuarantineStore(DataFolder.QuarantinePath(folder.Path));
        await using var store = new ClickHouseStore(settings, folder, sites, loggers, time);
        await using var sinks = new SinkFollower(DataFolder.SinksFile(folder.Path), store.Sink, sites, time, loggers.CreateLogger<SinkFollower>());
        await using var pipeline = new IngestPipeline(
            settings, BatchSettings.Watch(configuration), new PipelineParts(log, sites, quarantine, folder.CursorPath, DataFolder.EventIdPath(folder.Path)), loggers, time);
        await sinks.OpenAsync(pipeline.Sinks);
        pipeline.Start();
        sinks.Start();

        // Step 5: HTTP. Not ready yet: who asks now may send, but could not read back.
        var hasStarted = false;
        pipeline.Readiness.Add(() => Volatile.Read(ref hasStarted) ? ReadinessCheck.Ready("start") : ReadinessCheck.NotReady("start", "ClickHouse is starting"));
        pipeline.Readiness.Add(store.Check);
        var faults = new FaultResponse(loggers.CreateLogger<FaultResponse>());
        var collect = new CollectHandler(pipeline, new ClientAddress(settings.Addresses), settings.Intake, faults, time);
        await using var web = WebServer.Build(settings.Server, faults, loggers, collect, new OperationsHandler(pipeline.Readiness, metrics, () => pipeline.Sinks.States));
        await web.StartAsync(stop);

        // Step 6: where the events go.
        await store.StartAsync(ClickHouseStartMax, stop);
        pipeline.StartCanaries();
        Volatile.Write(ref hasStarted, value: true);
        var address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        new RunFile(Environment.ProcessId, address, store.ReadEndpoint?.ToString()).Write(folder.Path);
        if (!stop.IsCancellationRequested)
        {
            Welcome.Print(new Uri(address), settings.Server.ScriptNames.FirstOrDefault(ScriptPaths.Default), store.ReadEndpoint, sites.Current.Sites);
        }

        await UntilAsync(stop);
        RunFile.Remove(folder.Path);
        await web.StopAsync(CancellationToken.None);
        await sinks.StopAsync();
        await pipeline.StopAsync(settings.Server.ShutdownLimit);
    }

    private static async Task UntilAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }
}
