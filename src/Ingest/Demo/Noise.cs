using System.Text;

namespace Ingest.Demo;

/// <summary>A request that is not to be stored as a visitor's: every site has them, and the ledger of rejections shows them.</summary>
/// <param name="UserAgent">Who sends it.</param>
/// <param name="Origin">The page that it says it comes from.</param>
/// <param name="Body">Body of <c>/api/send</c>.</param>
internal sealed record Noise(string UserAgent, string Origin, byte[] Body)
{
    private const double BotShare = 0.06;
    private const double BrokenShare = 0.006;
    private const double StrangerShare = 0.004;
    private const double ForeignShare = 0.005;

    // Messages of a visit have the numbers from 0 on.
    private const int EventNumber = -1;

    private static readonly string[] Bots =
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36",
    ];

    /// <summary>What comes along with a visit: nothing mostly, else a bot, or a message that is refused for its shape, its site or its origin.</summary>
    public static IEnumerable<Noise> Beside(Visit visit, MessageWriter writer)
    {
        var random = new SeededRandom(SeededRandom.Mix(visit.Seed, ulong.MaxValue));
        var (agent, origin) = (visit.Visitor.Browser.UserAgent, $"https://{visit.Site.Domain}");
        if (random.IsChance(BotShare))
        {
            yield return new Noise(random.Of(Bots), origin, Valid(visit, writer));
        }

        if (random.IsChance(BrokenShare))
        {
            // The url is a number.
            yield return new Noise(agent, origin, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Valid(visit, writer)).Replace("\"url\":", "\"url\":4,\"was\":", StringComparison.Ordinal)));
        }

        if (random.IsChance(StrangerShare))
        {
            yield return new Noise(agent, origin, Encoding.UTF8.GetBytes($$$"""{"type":"event","payload":{"website":"{{{VisitIds.Of(visit.Seed, EventNumber - 1)}}}","url":"/"}}"""));
        }

        if (random.IsChance(ForeignShare))
        {
            yield return new Noise(agent, "https://copy-of-it.example.net", Valid(visit, writer));
        }
    }

    private static byte[] Valid(Visit visit, MessageWriter writer) => writer.Message(visit, visit.Steps[0], VisitIds.Of(visit.Seed, EventNumber));
}
