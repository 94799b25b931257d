using Ingest.Core.Enrichment;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.EventValues;

/// <summary>Runs an enricher over an event that has nothing but data.</summary>
internal static class EventDataRun
{
    public static EnrichmentContext Enrich(IEnricher enricher, ReadOnlySpan<byte> json, PayloadType type = PayloadType.Event)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        payload.Type = type;
        payload.Set(PayloadField.Data, request.Arena.Append(json));
        var context = new EnrichmentContext();
        context.Start(request, 0);
        Assert.Equal(RejectionReason.None, enricher.Enrich(context));
        return context;
    }
}
