using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>Looks the user agent up for the steps that follow, and drops events of bots, or marks them to be kept aside.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class BotEnricher(ClientOptions options, BotOptions bots, UserAgentCache userAgents) : IEnricher
{
    /// <summary>Name of the step, and the stage that drops bots, kept aside or not.</summary>
    public const string Stage = "bot";

    private readonly bool _dropsBots = !options.DisableBotCheck;

    /// <inheritdoc/>
    public string Name => Stage;

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var facts = userAgents.Get(context.UserAgent, context.UserAgentKey);
        context.UserAgentFacts = facts;
        if (!_dropsBots || facts.BotPattern is null)
        {
            return RejectionReason.None;
        }

        context.KeptBotRule = bots.Keep ? facts.BotPattern : null;
        return bots.Keep ? RejectionReason.None : RejectionReason.Bot;
    }
}
