
namespace Ingest.Core.Intake.Addresses;

/// <summary>How the address of a client is found, and which are refused. Section <c>Addresses</c>.</summary>
public sealed class AddressOptions
{
    /// <summary>The only entry of <see cref="TrustedProxies"/> that trusts nobody.</summary>
    public const string TrustNobody = "none";

    /// <summary>
    /// Peers whose address and location headers are believed: addresses, or ranges such as <c>10.0.0.0/8</c>; the word <c>none</c> for nobody.
    /// Empty, the default, believes every peer, as Umami does: most servers stand behind a CDN with public addresses, and a message may name
    /// its own address in <c>payload.ip</c> anyway. List the proxies where clients reach the server directly.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>
    /// A header that is asked before all others, for example <c>x-real-ip</c>. Empty by default: the headers of the known CDNs are asked in order.
    /// </summary>
    public string ClientAddressHeader { get; set; } = "";

    /// <summary>Clients whose events are refused with 403: exact addresses, or ranges of the same family. Empty by default.</summary>
    public IList<string> IgnoredAddresses { get; } = [];

    /// <summary>What is wrong with the settings, each fault with its remedy; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (ClientAddressHeader.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            yield return $"Addresses:ClientAddressHeader is '{ClientAddressHeader}', which is no header name: use letters, digits and '-', for example x-real-ip.";
        }

        foreach (var proxy in TrustedProxies.Where(entry => entry != TrustNobody && !IpRange.TryParse(entry, out _)))
        {
            yield return $"Addresses:TrustedProxies holds '{proxy}', which is no address and no range: write 192.0.2.7, 10.0.0.0/8, fc00::/7 or {TrustNobody}.";
        }

        if (TrustedProxies.Count > 1 && TrustedProxies.Contains(TrustNobody))
        {
            yield return $"Addresses:TrustedProxies holds '{TrustNobody}' beside others: leave '{TrustNobody}' or the others out.";
        }

        // An entry without a slash is compared as text too, as Umami does, so that "unknown" can be ignored.
        foreach (var ignored in IgnoredAddresses.Where(entry => entry.Contains('/', StringComparison.Ordinal) && !IpRange.TryParse(entry, out _)))
        {
            yield return $"Addresses:IgnoredAddresses (IGNORE_IP) holds '{ignored}', which is no range: write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.";
        }
    }
}
