using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Origins;
using Ingest.Core.Keys;

namespace Ingest.Core.Enrichment;

/// <summary>
/// Refuses events that did not come from a page of their site, when the site has domains: the host of <c>Origin</c>, or of <c>Referer</c> without one, and
/// that of the event have to be among them. A key that may send for the site stands for a page. This holds against pages of others; a program can
/// write any header.
/// </summary>
/// <remarks>Hot path: no allocation per event. Behind the step that finds the host of the event.</remarks>
public sealed class OriginEnricher : IEnricher
{
    // What stands for the host of an event that names none, as in Umami.
    private static ReadOnlySpan<byte> NoHost => "localhost"u8;

    /// <inheritdoc/>
    public string Name => "origin";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Site is not { Domains.Count: > 0 } site || context.Request.Sender?.May(KeyRight.Send, context.Payload.SourceId) == true)
        {
            return RejectionReason.None;
        }

        var (arena, request) = (context.Request.Arena, context.Request.Context);
        var source = request.Origin.IsPresent ? arena[request.Origin] : arena[request.Referrer];
        var host = context.Payload[PayloadField.Hostname].IsEmpty && context.Draft[TextField.Hostname].SequenceEqual(NoHost)
            ? []
            : context.Draft[TextField.Hostname];
        return site.Domains.Contains(OriginText.HostOf(source)) && (host.IsEmpty || site.Domains.Contains(host))
            ? RejectionReason.None
            : RejectionReason.ForeignOrigin;
    }
}
