using Ingest.Access;
using Ingest.Core.Intake.Addresses;
using Ingest.Endpoints;
using Ingest.Endpoints.Lake;
using Ingest.Endpoints.Metrics;
using Ingest.Endpoints.Metrics.Umami;
using Ingest.Settings;
using Ingest.Settings.Live;

namespace Ingest.Hosting;

/// <summary>Who answers what.</summary>
/// <param name="Collect">The collecting paths.</param>
/// <param name="Links">Short links and pixels.</param>
/// <param name="Operations">Health and metrics.</param>
/// <param name="Settings">The settings that change while running.</param>
/// <param name="Flush">Delivery on demand.</param>
/// <param name="Lake">The lake's catalog.</param>
/// <param name="Metrics">The figures of sites.</param>
/// <param name="Umami">The same for Umami's clients.</param>
/// <param name="Registries">What the admin API is about.</param>
/// <param name="Failures">Wrong keys so far.</param>
/// <param name="Faults">Answers requests that have failed.</param>
internal sealed record WebHandlers(
    CollectHandler Collect, LinkHandler Links, OperationsHandler Operations, SettingsHandler Settings, FlushHandler Flush, LakeHandler Lake, MetricsHandler Metrics, UmamiHandler Umami, Registries Registries, FailedTries Failures, FaultResponse Faults)
{
    /// <summary>The handlers of a server.</summary>
    public static WebHandlers Create(WebParts parts, ILoggerFactory loggers, TimeProvider time)
    {
        var (start, registries, pipeline) = (parts.Start, parts.Registries, parts.Pipeline);
        var addresses = new ClientAddress(start.Addresses);
        var faults = new FaultResponse(loggers.CreateLogger<FaultResponse>());
        var failures = new FailedTries(start.Access, time, loggers.CreateLogger<FailedTries>());
        var recorder = new HitRecorder(pipeline, addresses, time, loggers.CreateLogger<HitRecorder>());
        return new WebHandlers(
            new CollectHandler(pipeline, addresses, new SenderKey(registries.Keys, failures), parts.Live.Intake, faults, time),
            new LinkHandler(registries, recorder),
            parts.Operations,
            new SettingsHandler(parts.Settings),
            new FlushHandler(pipeline.Sinks, time),
            new LakeHandler(parts.Lake, start.Iceberg.LendCredentials),
            new MetricsHandler(parts.Answers, registries.Sites, time, loggers.CreateLogger<MetricsHandler>()),
            new UmamiHandler(parts.Answers, registries.Sites, time, loggers.CreateLogger<UmamiHandler>()),
            registries,
            failures,
            faults);
    }
}
