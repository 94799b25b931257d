using Ingest.Core.Batching;
using Ingest.Core.Intake;
using Ingest.Core.Limits;
using Ingest.Sinks.Iceberg;

namespace Ingest.Settings.Live;

/// <summary>
/// The sections that may change while the server runs, as the parts of the server follow them. A further one is a property and a line in
/// <see cref="Apply"/> here, and its keys in <see cref="LiveKeys"/>.
/// </summary>
/// <param name="start">The settings of the start.</param>
internal sealed class LiveOptions(IngestSettings start)
{
    /// <summary>When a batch is closed, and how its delivery is repeated.</summary>
    public LiveOption<BatchOptions> Batching { get; } = new(start.Batching);

    /// <summary>Limits of bodies, batches and waiting; what else the section has counts at a start only.</summary>
    public LiveOption<IntakeOptions> Intake { get; } = new(start.Intake);

    /// <summary>How many events are taken of one address and of one site.</summary>
    public LiveOption<RateLimitOptions> RateLimits { get; } = new(start.RateLimits);

    /// <summary>When the lake's files are written; what else the section has counts at a start only.</summary>
    public LiveOption<IcebergOptions> Iceberg { get; } = new(start.Iceberg);

    /// <summary>Levels of the logs by category.</summary>
    public LogLevels LogLevels { get; } = new(start);

    /// <summary>Puts settings in force, which have been validated.</summary>
    public void Apply(IngestSettings settings)
    {
        Batching.Set(settings.Batching);
        Iceberg.Set(settings.Iceberg);
        Intake.Set(settings.Intake);
        RateLimits.Set(settings.RateLimits);
        LogLevels.Set(settings);
    }
}
