using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>Looks the user agent up for the steps that follow, and drops events of bots.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class BotEnricher(ClientOptions options, UserAgentCache userAgents) : IEnricher
{
    private readonly bool _dropsBots = !options.DisableBotCheck;

    /// <inheritdoc/>
    public string Name => "bot";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var facts = userAgents.Get(context.UserAgent);
        context.UserAgentFacts = facts;
        return _dropsBots && facts.BotPattern is not null ? RejectionReason.Bot : RejectionReason.None;
    }
}
