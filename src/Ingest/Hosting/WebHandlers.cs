using Ingest.Access;
using Ingest.Core.Intake.Addresses;
using Ingest.Endpoints;
using Ingest.Endpoints.Lake;
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
/// <param name="Registries">What the admin API is about.</param>
/// <param name="Failures">Wrong keys so far.</param>
/// <param name="Faults">Answers requests that have failed.</param>
internal sealed record WebHandlers(
    CollectHandler Collect, LinkHandler Links, OperationsHandler Operations, SettingsHandler Settings, FlushHandler Flush, LakeHandler Lake, Registries Registries, FailedTries Failures, FaultResponse Faults)
{
    /// <summary>The handlers of a pipeline.</summary>
    public static WebHandlers Create(
        IngestSettings start, LiveOptions live, LiveSettings settings, IngestPipeline pipeline, Sinks.Iceberg.Lake? lake, Registries registries, OperationsHandler operations, ILoggerFactory loggers, TimeProvider time)
    {
        var addresses = new ClientAddress(start.Addresses);
        var faults = new FaultResponse(loggers.CreateLogger<FaultResponse>());
        var failures = new FailedTries(start.Access, time, loggers.CreateLogger<FailedTries>());
        var recorder = new HitRecorder(pipeline, addresses, time, loggers.CreateLogger<HitRecorder>());
        return new WebHandlers(
            new CollectHandler(pipeline, addresses, new SenderKey(registries.Keys, failures), live.Intake, faults, time),
            new LinkHandler(registries, recorder),
            operations,
            new SettingsHandler(settings),
            new FlushHandler(pipeline.Sinks, time),
            new LakeHandler(lake, start.Iceberg.LendCredentials),
            registries,
            failures,
            faults);
    }
}
