using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>Takes the web vitals of a performance sample over, rounded as Postgres rounds Umami's columns: one decimal, CLS four.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class VitalsEnricher : IEnricher
{
    /// <inheritdoc/>
    public string Name => "vitals";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        if (context.Payload.Type == PayloadType.Performance)
        {
            Copy(context, VitalField.Lcp, 1);
            Copy(context, VitalField.Inp, 1);
            Copy(context, VitalField.Cls, 4);
            Copy(context, VitalField.Fcp, 1);
            Copy(context, VitalField.Ttfb, 1);
        }

        return RejectionReason.None;
    }

    private static void Copy(EnrichmentContext context, VitalField field, int decimals)
    {
        var value = context.Payload.Vital(field);
        context.Draft.Set(field, double.IsFinite(value) ? ShortestDecimal.Round(value, decimals) : double.NaN);
    }
}
