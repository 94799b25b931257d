using System.Diagnostics.Metrics;
using Ingest.Core.Diagnostics;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>Flattens the data of an event, or of the visitor it identifies, and finds the event's revenue in it.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class EventDataEnricher : IEnricher
{
    // Events of whose data some values were left out because of a limit.
    private static readonly Counter<long> Truncated = IngestMeter.Meter.CreateCounter<long>("ingest_event_data_truncated_total");

    private readonly FlattenerPool _pool = new();

    /// <inheritdoc/>
    public string Name => "data";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        var payload = context.Payload;
        if (payload.Type == PayloadType.Performance || !payload.Has(PayloadField.Data))
        {
            return RejectionReason.None;
        }

        // Owned until the end of this method; kept from the pool by an exception, which is a defect.
        var flattener = _pool.Rent();
        var json = payload[PayloadField.Data];
        if (!flattener.TryFlatten(json, context.Draft))
        {
            Truncated.Add(1);
        }

        if (payload.Type == PayloadType.Event)
        {
            Revenue.Read(flattener.Tree, json, context.Draft);
        }

        _pool.Return(flattener);
        return RejectionReason.None;
    }
}
