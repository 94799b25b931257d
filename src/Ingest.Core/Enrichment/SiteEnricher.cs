using Ingest.Core.Intake;
using Ingest.Core.Sites;

namespace Ingest.Core.Enrichment;

/// <summary>Turns away events of websites that are not registered. Links and pixels are not looked up, as in Umami 3.1.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class SiteEnricher(SiteDirectory sites) : IEnricher
{
    /// <inheritdoc/>
    public string Name => "site";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context) =>
        context.Payload.SourceKind == SourceKind.Website && !sites.Current.Contains(context.Payload.SourceId)
            ? RejectionReason.UnknownSite
            : RejectionReason.None;
}
