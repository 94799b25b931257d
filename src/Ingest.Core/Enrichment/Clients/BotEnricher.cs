using Ingest.Core.Intake;
using Ingest.Core.Sites;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>Looks the user agent up for the steps that follow, and drops events of bots, or marks them to be kept aside, as the site says or else the server.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class BotEnricher(ClientOptions options, BotOptions bots, UserAgentCache userAgents) : IEnricher
{
    /// <summary>Name of the step, and the stage that drops bots, kept aside or not.</summary>
    public const string Stage = "bot";

    private readonly SiteBots _bots = options.DisableBotCheck ? SiteBots.Store : bots.Keep ? SiteBots.Keep : SiteBots.Drop;

    /// <inheritdoc/>
    public string Name => Stage;

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var facts = userAgents.Get(context.UserAgent, context.UserAgentKey);
        context.UserAgentFacts = facts;
        if (facts.BotPattern is null)
        {
            return RejectionReason.None;
        }

        var what = context.Site?.Bots ?? _bots;
        context.KeptBotRule = what == SiteBots.Keep ? facts.BotPattern : null;
        return what == SiteBots.Drop ? RejectionReason.Bot : RejectionReason.None;
    }
}
