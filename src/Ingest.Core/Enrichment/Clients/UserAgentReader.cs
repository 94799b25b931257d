namespace Ingest.Core.Enrichment.Clients;

/// <summary>Works out what a user agent tells, by all rules. Slow: the cache calls it once for each distinct user agent.</summary>
internal sealed class UserAgentReader(BotPatterns bots)
{
    public UserAgentFacts Read(ReadOnlyMemory<byte> userAgent)
    {
        var text = userAgent.Span;
        return new UserAgentFacts(bots.Find(text), BrowserRules.Find(text), SystemRules.Find(text), DeviceRules.Find(text));
    }
}
