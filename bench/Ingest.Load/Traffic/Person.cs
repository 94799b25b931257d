namespace Ingest.Load.Traffic;

/// <summary>Somebody who visits: always the same browser, address, language and site, since all of it follows from a seed and a number.</summary>
/// <param name="Number">Which person.</param>
/// <param name="Agent">Browser.</param>
/// <param name="Screen">Screen of the device.</param>
/// <param name="Language">Language of the browser.</param>
/// <param name="Address">IPv4 address, first octet highest; never a private one.</param>
/// <param name="Site">Index of the site that is visited.</param>
internal readonly record struct Person(ulong Number, UserAgent Agent, byte[] Screen, byte[] Language, uint Address, int Site)
{
    // First octets of which every address is public, so that the server takes it for a client's.
    private static readonly byte[] PublicOctets = [2, 5, 24, 31, 46, 62, 78, 81, 84, 88, 90, 93, 95, 99, 109, 134, 145, 151, 176, 178, 188, 194, 212, 217];

    private static readonly Popularity AgentPopularity = new(UserAgents.All.Count);
    private static readonly Popularity LanguagePopularity = new(Catalog.Languages.Count);

    /// <summary>The person of a number.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public static Person Of(ulong seed, ulong number, int sites)
    {
        var dice = Dice.Of(seed, number);
        var agent = UserAgents.All[AgentPopularity.Draw(ref dice)];
        var screen = agent.Screens[dice.Below(agent.Screens.Length)];
        var language = Catalog.Languages[LanguagePopularity.Draw(ref dice)];
        var address = ((uint)PublicOctets[dice.Below(PublicOctets.Length)] << 24) | (uint)(dice.Next() & 0xFF_FFFF);
        return new Person(number, agent, screen, language, address, dice.Below(sites));
    }
}
