namespace Ingest.Core.Enrichment.Clients;

/// <summary>What a user agent tells: computed once for each distinct user agent, cached, shared between workers.</summary>
/// <param name="BotPattern">The pattern that marks it as a bot's; null when it is none.</param>
/// <param name="Browser">Browser id as UTF-8; empty when unknown.</param>
/// <param name="Os">Operating system as UTF-8; empty when unknown.</param>
/// <param name="Device">Device class as UTF-8 before the screen is looked at; empty means a desktop.</param>
public sealed record UserAgentFacts(string? BotPattern, byte[] Browser, byte[] Os, byte[] Device)
{
    /// <summary>Of a request without a user agent: no bot, nothing known.</summary>
    public static UserAgentFacts Unknown { get; } = new(BotPattern: null, [], [], []);
}
