using System.Globalization;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Core.Limits;

/// <summary>How many events are taken of one address and of one site. What is over is answered 429 and may be sent again.</summary>
public sealed class RateLimitOptions
{
    private const double Ceiling = 1_000_000_000;

    /// <summary>Events a second of one client address, or of one /64 of IPv6, in the long run; 0 for no limit. Default 500: a few thousand people behind one address.</summary>
    public double AddressPerSecond { get; set; } = 500;

    /// <summary>Events of one address at once. Default 5,000, the largest batch.</summary>
    public double AddressBurst { get; set; } = 5_000;

    /// <summary>Events a second of one site that says nothing else, in the long run; 0 for no limit. Default 50,000: four billion a day.</summary>
    public double SitePerSecond { get; set; } = 50_000;

    /// <summary>Events of one site at once. Default 250,000.</summary>
    public double SiteBurst { get; set; } = 250_000;

    /// <summary>True, the default: requests of the server's own machine that name no other client have no limits, so that load tests measure the server. A proxy on it has to name its clients, as it has to for their locations.</summary>
    public bool ExemptsLoopback { get; set; } = true;

    /// <summary>Addresses or ranges beside that have no limits: proxies that do not name their clients, backends without a key.</summary>
    public IList<string> ExemptAddresses { get; } = [];

    /// <summary>Every fault of these settings, each naming key, value and remedy.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var fault in RateFaults("Address", AddressPerSecond, AddressBurst).Concat(RateFaults("Site", SitePerSecond, SiteBurst)))
        {
            yield return fault;
        }

        foreach (var address in ExemptAddresses.Where(address => !IpRange.TryParse(address, out _)))
        {
            yield return $"RateLimits:ExemptAddresses has '{address}', which is no address and no range: give 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32";
        }
    }

    private static IEnumerable<string> RateFaults(string what, double perSecond, double burst)
    {
        if (!(perSecond is >= 0 and <= Ceiling))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"RateLimits:{what}PerSecond is {perSecond}: choose 0 for no limit, or at most {Ceiling}");
        }

        if (!(burst is >= 1 and <= Ceiling))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"RateLimits:{what}Burst is {burst}: choose 1 to {Ceiling}");
        }
    }
}
