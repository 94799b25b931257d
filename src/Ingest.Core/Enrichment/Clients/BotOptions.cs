namespace Ingest.Core.Enrichment.Clients;

/// <summary>What becomes of the events of bots. Section <c>Bots</c>.</summary>
public sealed class BotOptions
{
    /// <summary>
    /// Keeps the events of bots aside, in <c>fact_bot</c>, with the rule that each matched; they are answered and counted as dropped all the same,
    /// and no view of visitors has them. Default false: a crawled site has more bots than visitors. Without effect while
    /// <see cref="ClientOptions.DisableBotCheck"/> takes bots for visitors.
    /// </summary>
    public bool Keep { get; set; }
}
