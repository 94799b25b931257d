using Ingest.Core.Batching;

namespace Ingest.Core.Sinks;

/// <summary>Where batches go. A sink holds no cursor and no queue: it delivers one batch, or says why not.</summary>
public interface ISink
{
    /// <summary>Lower-case name: the metric tag and the name of the cursor file.</summary>
    string Name { get; }

    /// <summary>
    /// Delivers a batch. The same range always brings the same rows in the same order, so that a delivery whose outcome is unknown may be
    /// repeated. A batch that is refused for its data comes back in parts, each a range of its own. Does not throw for the far end's faults;
    /// one call at a time.
    /// </summary>
    ValueTask<DeliveryOutcome> DeliverAsync(EventBatch batch, LogRange range, CancellationToken cancellationToken);
}
