using Ingest.Access;
using Ingest.Core.Intake.Addresses;
using Ingest.Endpoints;
using Ingest.Settings;

namespace Ingest.Hosting;

/// <summary>Who answers what.</summary>
/// <param name="Collect">The collecting paths.</param>
/// <param name="Links">Short links and pixels.</param>
/// <param name="Operations">Health and metrics.</param>
/// <param name="Registries">What the admin API is about.</param>
/// <param name="Failures">Wrong keys so far.</param>
/// <param name="Faults">Answers requests that have failed.</param>
internal sealed record WebHandlers(
    CollectHandler Collect, LinkHandler Links, OperationsHandler Operations, Registries Registries, FailedTries Failures, FaultResponse Faults)
{
    /// <summary>The handlers of a pipeline.</summary>
    public static WebHandlers Create(
        IngestSettings settings, IngestPipeline pipeline, Registries registries, OperationsHandler operations, ILoggerFactory loggers, TimeProvider time)
    {
        var addresses = new ClientAddress(settings.Addresses);
        var faults = new FaultResponse(loggers.CreateLogger<FaultResponse>());
        var failures = new FailedTries(settings.Access, time, loggers.CreateLogger<FailedTries>());
        var recorder = new HitRecorder(pipeline, addresses, time, loggers.CreateLogger<HitRecorder>());
        return new WebHandlers(
            new CollectHandler(pipeline, addresses, new SenderKey(registries.Keys, failures), settings.Intake, faults, time),
            new LinkHandler(registries, recorder),
            operations,
            registries,
            failures,
            faults);
    }
}
