using Ingest.Core.Intake;
using Ingest.Core.Sites;

namespace Ingest.Core.Enrichment;

/// <summary>Looks the website up for the steps that follow, and turns away events of those that are not registered. Links and pixels are not looked up, as in Umami 3.1.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class SiteEnricher(SiteDirectory sites) : IEnricher
{
    /// <inheritdoc/>
    public string Name => "site";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Payload.SourceKind != SourceKind.Website)
        {
            return RejectionReason.None;
        }

        context.Site = sites.Current.Find(context.Payload.SourceId);
        return context.Site is null ? RejectionReason.UnknownSite : RejectionReason.None;
    }
}
