using Ingest.Core.Hashing;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Keys;
using Ingest.Core.Sites;

namespace Ingest.Core.Limits;

/// <summary>
/// Keeps one address and one site from taking what the others need. Memory is bounded: two tables of fixed size, and a site that is not registered has no
/// bucket.
/// </summary>
/// <remarks>Hot path: no allocation per event. Thread-safe.</remarks>
public sealed class IntakeLimits
{
    // 65,536 addresses and 16,384 sites that are not at rest: 2 MB.
    private const int AddressSets = 16 * 1024;
    private const int SiteSets = 4 * 1024;

    private readonly RateTable _addresses;
    private readonly RateTable _sites;
    private volatile Rules _rules;

    /// <summary>Starts with every bucket full.</summary>
    public IntakeLimits(RateLimitOptions options, TimeProvider time)
    {
        (_addresses, _sites) = (new RateTable(AddressSets, time), new RateTable(SiteSets, time));
        _rules = new Rules(options);
    }

    /// <summary>Puts other limits in force. Buckets of a limit that is another begin full.</summary>
    public void Use(RateLimitOptions options) => _rules = new Rules(options);

    /// <summary>False when the client's address may not send what the request has: the request says how long to wait. A key to send with has no limit by address.</summary>
    /// <remarks>A client of the own machine is believed when the request came over the loopback interface: a header could name that address as well.</remarks>
    public bool Takes(IntakeRequest request)
    {
        var rules = _rules;
        var client = request.Arena[request.Context.ClientAddress];
        var isAddress = ClientIp.TryParse(client, out var address);
        request.IsUnlimited = (request.Context.IsLocal && rules.ExemptsLoopback && isAddress && address.IsLoopback) || rules.Exempt.Contains(client);
        if (request.IsUnlimited || rules.Address.PerSecond == 0 || request.Sender?.MayForSome(KeyRight.Send) == true)
        {
            return true;
        }

        return IsNow(_addresses.Take(isAddress ? AddressKey.Of(address) : KeyedHash.Of(client), request.Count, rules.Address), request);
    }

    /// <summary>False when the site may have no further event now: the request says how long to wait.</summary>
    public bool TakesOf(SiteEntry site, IntakeRequest request)
    {
        var limit = site.EventsPerSecond is { } own ? _rules.SiteOf(own) : _rules.Site;
        return request.IsUnlimited || limit.PerSecond == 0 || IsNow(_sites.Take(site.Key, 1, limit), request);
    }

    private static bool IsNow(TimeSpan wait, IntakeRequest request)
    {
        request.Wait = wait > request.Wait ? wait : request.Wait;
        return wait == TimeSpan.Zero;
    }

    private sealed class Rules(RateLimitOptions options)
    {
        private const double DefaultBurstSeconds = 5;

        public RateLimit Address { get; } = new(options.AddressPerSecond, options.AddressBurst);

        public RateLimit Site { get; } = new(options.SitePerSecond, options.SiteBurst);

        public bool ExemptsLoopback { get; } = options.ExemptsLoopback;

        public AddressList Exempt { get; } = new(options.ExemptAddresses);

        // As many seconds' worth at once as the server gives.
        public RateLimit SiteOf(double perSecond) =>
            new(perSecond, Math.Max(1, options.SitePerSecond > 0 ? perSecond * options.SiteBurst / options.SitePerSecond : perSecond * DefaultBurstSeconds));
    }
}
