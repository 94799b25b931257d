namespace Ingest.Core.Enrichment.Clients;

/// <summary>How user agents are judged. Section <c>Clients</c>.</summary>
public sealed class ClientOptions
{
    /// <summary>
    /// Stores events whose user agent is a bot's. Default false, as Umami: crawlers and scripts would drown small sites.
    /// Turned on by a server whose clients are scripts.
    /// </summary>
    public bool DisableBotCheck { get; set; }
}
