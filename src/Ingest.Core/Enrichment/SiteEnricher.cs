using Ingest.Core.Intake;
using Ingest.Core.Keys;
using Ingest.Core.Limits;
using Ingest.Core.Sites;

namespace Ingest.Core.Enrichment;

/// <summary>
/// Looks the website up for the steps that follow, and turns away events of those that are not registered, with timestamps that the site does not take,
/// or more than it may have. Links and pixels are not looked up, as in Umami 3.1.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class SiteEnricher(SiteDirectory sites, IntakeLimits limits) : IEnricher
{
    /// <inheritdoc/>
    public string Name => "site";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var payload = context.Payload;
        if (payload.SourceKind != SourceKind.Website)
        {
            return RejectionReason.None;
        }

        context.Site = sites.Current.Find(payload.SourceId);
        return context.Site is not { } site ? RejectionReason.UnknownSite
            : payload.TimestampSeconds != 0 && !TakesTimestamp(site, context) ? RejectionReason.Timestamp
            : limits.TakesOf(site, context.Request) ? RejectionReason.None
            : RejectionReason.SiteRate;
    }

    private static bool TakesTimestamp(SiteEntry site, EnrichmentContext context) => site.Timestamps switch
    {
        SiteTimestamps.Any => true,
        SiteTimestamps.Keyed => context.Request.Sender?.May(KeyRight.Send, context.Payload.SourceId) == true,
        _ => false,
    };
}
